/** The one message of an alert: counted in place, from the first call to its end. */
import type { ActionsBlock } from '@slack/types';
import type { AlertValue } from '../../forbidden/alerts/types.ts';
import { actionIds } from '../action-ids.ts';
import { alertLogsUrl } from '../alert-logs.ts';
import {
  context as contextBlock,
  header,
  type Rendered,
  section,
  type ViewBlock,
} from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { code, when } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { showCallsOf } from '../show-calls.ts';
import { alertCount, alertState, alertTitle, listed } from './alert-text.ts';
import { callsTrend } from './calls-trend.ts';
import { plural, severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

const mostReasons = 5;
const mostSuccesses = 5;

/** With where its calls are seen in Log Analytics; null where that is not known. */
type AlertCard = AlertValue & { logsUrl: string | null };

export const view = defineView<AlertCard>({
  name: 'alert',
  async load(deps, id) {
    const alert = await deps.alerts.describe(id);
    return alert && { ...alert, logsUrl: await alertLogsUrl(deps, alert) };
  },
  render: alertMessage,
});

export function alertMessage(value: AlertCard, drawing: Drawing): Rendered {
  const title = alertTitle(value);
  const { state, severity, calls } = value;
  return {
    text: short(
      `${state === 'resolved' ? 'Resolved' : severityWords[severity]}: ${title} (${calls} ${plural(calls, 'call')})`,
      1000,
    ),
    blocks: [
      header(title),
      section(`*${alertState(value)}*\n${alertCount(value)}`),
      ...reasons(value),
      ...called(value),
      ...succeeded(value),
      ...changes(value),
      ...unread(value),
      ...callsTrend(value.bins),
      ...buttons(value, drawing),
      contextBlock(
        `${
          value.incidentId
            ? 'This is told in one message with others of the same cause, and what turns worse is said there.'
            : 'The count goes on in this message. I say so in the channel only if it turns worse, comes back, or goes on after somebody took it.'
        } · Alert ${value.id.slice(0, 8)}`,
      ),
    ],
  };
}

function reasons({ sighting, context }: AlertValue): ViewBlock[] {
  const lines = [
    ...sighting.suspicion.reasons.slice(0, mostReasons).map((reason) => `• ${short(reason, 250)}`),
    ...(context.todo ? [`*What to do:* ${short(context.todo, 600)}`] : []),
  ];
  return lines.length > 0 ? [section(`*Why it matters*\n${lines.join('\n')}`)] : [];
}

function called({ seen, sighting: { distinct } }: AlertValue): ViewBlock[] {
  const pairs: [string, string][] = [
    ['Called', `${listed(seen.verbs, 6)} on ${listed(seen.resources, 6, distinct.resources)}`],
    ['Namespaces', listed(seen.namespaces, 5, distinct.namespaces) || 'none: cluster-wide'],
    ['From', listed(seen.addresses, 4, distinct.addresses) || 'not known'],
    ['With', listed(seen.agents, 3, distinct.agents) || 'not known'],
  ];
  const fields = pairs.map(([name, text]) => ({
    ...{ type: 'mrkdwn' as const, text: `*${name}*\n${text}` },
  }));
  return [{ type: 'section', fields }];
}

function succeeded({ context, sighting: { addresses } }: AlertValue): ViewBlock[] {
  if (context.succeeded.length === 0) return [];
  const lines = context.succeeded
    .slice(0, mostSuccesses)
    .map(
      ({ what, calls, first, last }) =>
        `• ${short(what, 200)} (${calls} ${plural(calls, 'time')}${during(first, last)})`,
    );
  const from = addresses.length > 0 ? `, from ${listed(addresses, 3)}` : '';
  return [section(`*What the same caller succeeded at${from}*\n${lines.join('\n')}`)];
}

function during(first = '', last = first): string {
  if (!isTime(first) || !isTime(last)) return '';
  return first === last ? `, ${when(first)}` : `, ${when(first)} to ${when(last, '{time}')}`;
}

function changes({ context: { changes, brokenBy } }: AlertValue): ViewBlock[] {
  const others = changes
    .filter(({ at, what }) => at !== brokenBy?.at || what !== brokenBy.what)
    .slice(0, mostSuccesses);
  return [
    ...(brokenBy ? [section(`*Probably broken by* ${brokenLine(brokenBy)}`)] : []),
    ...(others.length > 0
      ? [
          section(
            `*What ${brokenBy ? 'else ' : ''}changed before*\n${others.map((each) => `• ${changeLine(each)}`).join('\n')}`,
          ),
        ]
      : []),
  ];
}

function brokenLine({ at, by, what }: { at: string; by: string; what: string }): string {
  return `${short(by, 100)}${isTime(at) ? ` ${when(at)}` : ''}: ${short(what, 300)}`;
}

function changeLine({ at, by, what }: { at: string; by: string; what: string }): string {
  return `${isTime(at) ? when(at) : code(at.slice(0, 40))} ${short(by, 100)}: ${short(what, 200)}`;
}

/** Without it, an empty list would look as if nothing had happened. */
function unread({ context }: AlertValue): ViewBlock[] {
  if (context.unread.length === 0) return [];
  const lines = context.unread.slice(0, mostSuccesses).map((line) => short(line, 300));
  return [contextBlock(`What else happened is not all known. ${lines.join(' ')}`)];
}

function buttons(value: AlertCard, { button, link }: Drawing): ViewBlock[] {
  const { can, cluster, sighting, logsUrl } = value;
  const payload = { alertId: value.id };
  const title = alertTitle(value);
  const elements: ActionsBlock['elements'] = [];
  if (can.acknowledge)
    elements.push(
      button({
        ...{ action: actionIds.alertAcknowledge, payload, text: 'Acknowledge', style: 'primary' },
        label: `Take care of: ${title}`,
      }),
    );
  if (can.unacknowledge)
    elements.push(
      button({
        ...{ action: actionIds.alertUnacknowledge, payload, text: 'Hand back' },
        label: `No longer take care of: ${title}`,
      }),
    );
  if (can.mute)
    elements.push(
      button({
        ...{ action: actionIds.alertMute, payload, text: 'Mute…' },
        label: `Mute: ${title}`,
      }),
    );
  elements.push(
    button({
      ...{ action: actionIds.showCalls, payload: showCallsOf(value), text: 'Show calls' },
      label: `Show the calls one by one: ${title}`,
    }),
    ...(logsUrl ? [link('Open in Log Analytics', logsUrl)] : []),
  );
  if (can.resolve)
    elements.push(
      button({
        ...{ action: actionIds.alertResolve, payload, text: 'Resolve' },
        label: `Say that it is over: ${title}`,
      }),
    );
  if (can.resolve && sighting.actorClass === 'anonymous')
    elements.push(
      button({
        ...{ action: actionIds.runCommand, payload: { line: `ip add ${quoted(cluster.id)}` } },
        text: 'Add authorized IP ranges…',
      }),
    );
  return [{ type: 'actions', elements }];
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
