/** What was held back for one place: by quiet hours that are over, or for a digest that is due. */
import { type HeldAlert, heldAlerts, heldMessages, readHeldId } from '../../store/held.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { Message } from '../../workflows/tell.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';
import { leftOut, noticePieces, offerMenu, reportMenu, sections } from './workflow-notices.ts';

interface HeldValue {
  digest: boolean;
  messages: { workflow: Workflow; message: Message }[];
  alerts: HeldAlert[];
  now: Date;
}

/** No digest collects for longer than a week, and no quiet hours last longer than a day. */
const longestMs = 8 * 86_400_000;
const mostAlerts = 20;
const budget = { blocks: 45, characters: 11_000 };

export const view = defineView<HeldValue>({
  name: 'workflow-held',
  async load({ db, now }, valueId) {
    const held = readHeldId(valueId);
    if (!held) return null;
    const { place, until, digest } = held;
    const since = new Date(until.getTime() - longestMs);
    const messages = await heldMessages(db, { place, until, digest, since });
    const id = 'channel' in place ? place.channel : place.person;
    const alerts = await heldAlerts(db, { place: id, until, digest, since });
    // Results are written by the workflows alone.
    return { digest, messages: messages as HeldValue['messages'], alerts, now: now() };
  },
  render: workflowHeld,
});

function workflowHeld({ digest, messages, alerts }: HeldValue, tools: RenderContext): Rendered {
  const notices = messages.flatMap(({ message }) => message.notices);
  const count = notices.length + alerts.length;
  const headline = digest
    ? `Digest: ${count} ${plural(count, 'thing')} collected`
    : `${count} ${plural(count, 'thing')} held back during quiet hours`;
  const because = [...new Set(messages.flatMap(({ message }) => message.because))];
  const pieces: Piece[] = [
    { importance: 100, blocks: [header(headline)] },
    ...(alerts.length > 0
      ? sections(alertLines(alerts, digest)).map((block) => ({
          ...{ importance: 98, kind: 'alerts', blocks: [block] },
        }))
      : []),
    ...[...Map.groupBy(messages, ({ workflow }) => workflow.name)].flatMap(
      ([workflow, those], index): Piece[] => {
        const its = those.flatMap(({ message }) => message.notices);
        return [
          {
            importance: 90 - Math.min(index, 8),
            blocks: [section(`${code(workflow)}: ${its.length}`)],
          },
          ...noticePieces(its, 89 - Math.min(index, 8)),
        ];
      },
    ),
    ...offerMenu(messages, tools),
    ...reportMenu(notices, tools),
    ...(because.length > 0
      ? [
          {
            importance: 80,
            blocks: [context(`Told here by ${escapeMrkdwn(because.join('; '))}`)],
          },
        ]
      : []),
  ];
  const fitted = withinBudget(pieces, budget);
  return {
    text: `${headline}. ${notices[0]?.text ?? ''}`,
    blocks: [...fitted.blocks, ...leftOut(fitted.left)],
  };
}

function alertLines(alerts: readonly HeldAlert[], digest: boolean): string[] {
  const open = alerts.filter(({ state }) => state !== 'resolved');
  const ended = alerts.length - open.length;
  const head = `${bold(`${alerts.length} ${plural(alerts.length, 'alert')}`)}${ended > 0 ? `, ${ended} ended by now` : ''}${digest ? '' : '; each has its own message here'}`;
  const lines = open
    .slice(0, mostAlerts)
    .map(
      ({ severity, clusterId, title, kind, actor }) =>
        `• *${severityWords[severity as keyof typeof severityWords] ?? severity}* ${escapeMrkdwn(clipped(`${clusterId.split('/').at(-1)}: ${title ?? `refused (${kind})`}, by ${actor}`, 120))}`,
    );
  if (open.length > mostAlerts) lines.push(`and ${open.length - mostAlerts} more`);
  return [head, ...lines];
}
