/** The one message of alerts that have one cause: a row for each, counted in place. */
import type { ActionsBlock } from '@slack/types';
import type { IncidentMember, IncidentValue } from '../../forbidden/alerts/types.ts';
import { actionIds } from '../action-ids.ts';
import {
  type Cell,
  clipped,
  context as contextBlock,
  dataTable,
  header,
  type Rendered,
  section,
  type ViewBlock,
} from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { when } from '../escape.ts';
import { classOfResource, kindInWords } from './alert-text.ts';
import { callsTrend } from './calls-trend.ts';
import {
  causeInWords,
  counted,
  incidentCount,
  incidentState,
  incidentTitle,
} from './incident-text.ts';
import { severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

const mostRows = 30;
const perPage = 10;

export const view = defineView<IncidentValue>({
  name: 'incident',
  load: ({ alerts }, id) => alerts.describeIncident(id),
  render: incidentMessage,
});

export function incidentMessage(value: IncidentValue, drawing: Drawing): Rendered {
  const title = incidentTitle(value);
  const { state, severity, members, cause } = value;
  return {
    text: short(
      `${state === 'resolved' ? 'Resolved' : severityWords[severity]}: ${title} (${counted(value.calls, 'call')})`,
      1000,
    ),
    blocks: [
      header(title),
      section(`*${incidentState(value)}*\n${incidentCount(value)}`),
      section(
        `${cause.kind === 'change' ? `${isTime(cause.at) ? when(cause.at) : ''} ` : ''}${short(causeInWords(cause), 700)}`.trim(),
      ),
      ...table(value),
      ...callsTrend(value.bins),
      ...buttons(value, drawing),
      contextBlock(
        `One message instead of ${members.length}. The count goes on here; I say so in the channel only if it turns worse, doubles, comes back, or goes on after somebody took it. · Incident ${value.id.slice(0, 8)}`,
      ),
    ],
  };
}

/** One row for each cluster where one caller did it all, else one for each alert. */
function table({ cause, members }: IncidentValue): ViewBlock[] {
  if (members.length === 0) return [];
  const rows = cause.kind === 'actor' ? byCluster(members) : members.map(alertCells);
  const shown = rows.slice(0, mostRows);
  const left = rows.length - shown.length;
  const columns =
    cause.kind === 'actor'
      ? ['Cluster', 'State', 'Severity', 'Calls', 'What', 'Since (UTC)']
      : ['Caller', 'State', 'Severity', 'Calls', 'What', 'Since (UTC)', 'Cluster'];
  return [
    dataTable({
      caption: `The gravest first, 1 to ${shown.length} of ${rows.length}`,
      ...{ columns, rows: shown, pageSize: perPage },
    }),
    ...(left > 0 ? [contextBlock(`${left} more did not fit here.`)] : []),
  ];
}

function alertCells(member: IncidentMember): Cell[] {
  return [
    clipped(member.actor, 70),
    ...[member.state, severityWords[member.severity], member.calls, whatOf(member)],
    ...[shortTime(member.firstCallAt), clipped(member.cluster.name, 60)],
  ];
}

function byCluster(members: readonly IncidentMember[]): Cell[][] {
  // They come in order, the gravest first.
  return [...Map.groupBy(members, ({ cluster }) => cluster.id).values()].map((its) => {
    const [first] = its as [IncidentMember];
    const states = [...new Set(its.map(({ state }) => state))].join(', ');
    const what = [...new Set(its.map(whatOf))];
    const since = its.map(({ firstCallAt }) => firstCallAt).toSorted()[0] as string;
    return [
      ...[clipped(first.cluster.name, 60), states, severityWords[first.severity]],
      its.reduce((sum, { calls }) => sum + calls, 0),
      ...[what.slice(0, 3).join('; '), shortTime(since)],
    ];
  });
}

function whatOf({ kind, detection, resourceClass }: IncidentMember): string {
  return clipped(`${kindInWords(kind) ?? detection}: ${classOfResource[resourceClass]}`, 80);
}

function buttons(
  { id, can, cause, members, ...value }: IncidentValue,
  { button }: Drawing,
): ViewBlock[] {
  const payload = { incidentId: id };
  const title = incidentTitle({ ...value, id, can, cause, members });
  const elements: ActionsBlock['elements'] = [];
  if (can.acknowledge)
    elements.push(
      button({
        ...{ action: actionIds.incidentAcknowledge, payload, style: 'primary' },
        ...{ text: 'Acknowledge all', label: `Take care of all of: ${title}` },
      }),
    );
  if (can.unacknowledge)
    elements.push(
      button({
        ...{ action: actionIds.incidentUnacknowledge, payload, text: 'Hand back' },
        label: `No longer take care of: ${title}`,
      }),
    );
  const mutable = members.find(({ state }) => state === 'open' || state === 'acknowledged');
  if (cause.kind === 'actor' && mutable)
    elements.push(
      button({
        ...{ action: actionIds.alertMute, payload: { alertId: mutable.alertId }, text: 'Mute…' },
        label: `Mute: ${title}`,
      }),
    );
  if (can.resolve)
    elements.push(
      button({
        ...{ action: actionIds.incidentResolve, payload, text: 'Resolve all' },
        label: `Say that all of it is over: ${title}`,
      }),
    );
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

function shortTime(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
