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
import { quoted } from '../grammar/words.ts';
import { showCallsOfMany } from '../show-calls.ts';
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
      section(causeInWords(cause)),
      ...table(value),
      ...callsTrend(value.bins),
      ...buttons(value, drawing),
      contextBlock(
        `One message instead of ${members.length}. The count goes on here; I say so in the channel only if it turns worse, doubles, comes back, or goes on after somebody took it. · Incident ${value.id.slice(0, 8)}`,
      ),
    ],
  };
}

/** A row for each cluster where one caller did it all, else for each alert; what all rows have alike is said once. */
function table({ cause, members }: IncidentValue): ViewBlock[] {
  if (members.length === 0) return [];
  const groups =
    cause.kind === 'actor'
      ? [...Map.groupBy(members, ({ cluster }) => cluster.id).values()]
      : members.map((member) => [member]);
  const rows = groups.map((its) => rowOf(its as [IncidentMember, ...IncidentMember[]]));
  const shown = rows.slice(0, mostRows);
  const all = (cause.kind === 'actor' ? byCluster : byCaller).map((column) => ({
    column,
    isAlike: mayBeAlike.includes(column) && rows.every((row) => row[column] === rows[0]?.[column]),
  }));
  const columns = all.filter(({ isAlike }) => !isAlike).map(({ column }) => column);
  const alike = all.filter(({ isAlike }) => isAlike).map(({ column }) => rows[0]?.[column]);
  const left = rows.length - shown.length;
  return [
    ...(alike.length > 0 ? [section(`*All:* ${short(alike.join(', '), 500)}`)] : []),
    dataTable({
      caption: `The gravest first, 1 to ${shown.length} of ${rows.length}`,
      ...{ columns, pageSize: perPage },
      rows: shown.map((row) => columns.map((column) => row[column])),
    }),
    ...(left > 0 ? [contextBlock(`${left} more did not fit here.`)] : []),
  ];
}

const byCluster = ['Cluster', 'Calls', 'State', 'Since (UTC)', 'Severity', 'What'] as const;
const byCaller = [
  'Caller',
  'Calls',
  'State',
  'Since (UTC)',
  'Severity',
  'What',
  'Cluster',
] as const;
type Column = (typeof byCaller)[number];
const mayBeAlike: readonly Column[] = ['Severity', 'What', 'Cluster'];

/** They come in order, the gravest first. */
function rowOf(its: [IncidentMember, ...IncidentMember[]]): Record<Column, Cell> {
  const [first] = its;
  const since = its.map(({ firstCallAt }) => firstCallAt).toSorted()[0] as string;
  return {
    Caller: clipped(first.actor, 70),
    Cluster: clipped(first.cluster.name, 60),
    Calls: its.reduce((sum, { calls }) => sum + calls, 0),
    State: [...new Set(its.map(({ state }) => state))].join(', '),
    'Since (UTC)': since.slice(5, 16).replace('T', ' '),
    Severity: severityWords[first.severity],
    What: [...new Set(its.map(whatOf))].slice(0, 3).join('; '),
  };
}

function whatOf({ kind, detection, resourceClass }: IncidentMember): string {
  return clipped(`${kindInWords(kind) ?? detection}: ${classOfResource[resourceClass]}`, 80);
}

/** The calls of one caller one by one; of many callers, the alerts, each of which shows its own. */
function showOf(
  { cause, members, clusters, firstCallAt, lastCallAt }: IncidentValue,
  button: Drawing['button'],
) {
  const [first] = members;
  const [only, ...others] = clusters;
  if (cause.kind === 'actor' && first)
    return button({
      action: actionIds.showCalls,
      payload: showCallsOfMany({
        clusterIds: clusters.map(({ id }) => id),
        wanted: { detection: first.detection, actor: cause.actor },
        ...{ firstCallAt, lastCallAt },
      }),
      ...{ text: 'Show calls', label: `Show the calls of ${cause.actor} one by one` },
    });
  const which = only && others.length === 0 ? ` ${quoted(only.id)}` : '';
  return button({
    ...{ action: actionIds.runCommand, payload: { line: `alerts${which}` } },
    ...{ text: 'List alerts', label: 'List the alerts one by one' },
  });
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
  elements.push(showOf({ ...value, id, can, cause, members }, button));
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
