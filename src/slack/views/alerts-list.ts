/** Alerts one paragraph each: in `/aks alerts` and on App Home. */
import type { AlertValue } from '../../forbidden/alerts/types.ts';
import type { AlertState } from '../../store/alerts.ts';
import { actionIds } from '../action-ids.ts';
import type { AlertPage, ShownAlert } from '../alert-page.ts';
import { clipped, context, header, type Rendered, section, type ViewBlock } from '../blocks.ts';
import type { ButtonSpec, Drawing } from '../drawing.ts';
import { when } from '../escape.ts';
import { showCallsOf } from '../show-calls.ts';
import { alertCount, alertState, alertTitle } from './alert-text.ts';
import { boldLine } from './bold-line.ts';
import { plural } from './posture-words.ts';
import { short } from './waiver-text.ts';

const mostNamed = 5;

export function alertsList(
  {
    which,
    states,
    line,
    ...page
  }: AlertPage & {
    /** As it was asked for. */
    which: string;
    states: readonly AlertState[];
    /** The line that shows another page. */
    line(page: number): string;
  },
  drawing: Drawing,
): Rendered {
  const { shown, total, from, isCut, pages } = page;
  const kind = states.join(' or ');
  const number = `${isCut ? 'at least ' : ''}${total}`;
  const of = which === 'all' ? '' : ` of ${clipped(which, 80)}`;
  const said =
    total === 0
      ? `No alert${of} is ${kind}`
      : `${number} ${plural(total, 'alert')}${of} ${total === 1 ? 'is' : 'are'} ${kind}`;
  const turns = [
    ...(page.page > 0 ? [turn('Show graver', page.page)] : []),
    ...(page.page + 1 < pages ? [turn('Show more', page.page + 2)] : []),
  ].map((spec) => drawing.button({ ...spec, payload: { line: line(spec.payload) } }));
  return {
    text: `${said}.`,
    blocks: [
      header(`${said.charAt(0).toUpperCase()}${said.slice(1)}`),
      ...shown.map((each) => alertParagraph(each, drawing)),
      ...(turns.length > 0 ? [{ type: 'actions' as const, elements: turns }] : []),
      ...(pages > 1
        ? [context(`The gravest first, ${from} to ${from + shown.length - 1} of ${number}.`)]
        : []),
      ...notLooked(page),
    ],
  };
}

function turn(text: string, to: number) {
  return { action: actionIds.runCommand, payload: to, text };
}

/** Where nobody looks, no alert is no peace. */
export function notLooked({
  unwatched,
  failing,
}: Pick<AlertPage, 'unwatched' | 'failing'>): ViewBlock[] {
  const lines = [
    ...(failing.length > 0
      ? [
          `*Looking fails* at ${named(failing.map(({ name, since }) => `${short(name, 60)} since ${when(since)}`))}.`,
        ]
      : []),
    ...(unwatched.length > 0
      ? [
          `No workflow has looked for refused calls at ${named(unwatched.map((name) => short(name, 60)))}: there, no alert says nothing.`,
        ]
      : []),
  ];
  return lines.length > 0 ? [context(lines.join('\n'))] : [];
}

function named(names: readonly string[]): string {
  const left = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

export function alertParagraph({ alert, url }: ShownAlert, { overflow }: Drawing): ViewBlock {
  const { sighting } = alert;
  const { level, reasons } = sighting.suspicion;
  const why = reasons.length > 0 ? `: ${short(reasons.slice(0, 2).join('; '), 200)}` : '';
  return section(
    [
      boldLine(alertTitle(alert), 250),
      `${alertState(alert)} · ${alertCount(alert)}`,
      `Suspicion ${level}${why} · ${url ? `<${url}|${alert.incidentId ? 'Told with others' : 'Its message'}>` : '_no message of its own_'}`,
    ].join('\n'),
    { accessory: overflow(choices(alert)) },
  );
}

function choices(alert: AlertValue): ButtonSpec[] {
  const { can, id } = alert;
  const payload = { alertId: id };
  return [
    ...(can.acknowledge
      ? [{ action: actionIds.alertAcknowledge, payload, text: 'Acknowledge' }]
      : []),
    ...(can.unacknowledge
      ? [{ action: actionIds.alertUnacknowledge, payload, text: 'Hand back' }]
      : []),
    ...(can.mute ? [{ action: actionIds.alertMute, payload, text: 'Mute…' }] : []),
    { action: actionIds.showCalls, payload: showCallsOf(alert), text: 'Show calls' },
    ...(can.resolve ? [{ action: actionIds.alertResolve, payload, text: 'Resolve' }] : []),
  ];
}
