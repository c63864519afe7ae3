/** Refused calls: while the audit log is queried, and who was refused what. */
import { isPublicAddress } from '../../forbidden/addresses.ts';
import type { ClusterLook } from '../../forbidden/types.ts';
import type { Person } from '../../rights/person.ts';
import { forbiddenRuns } from '../../store/forbidden-runs.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { charactersOf, messageBudget, type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { incidentsOf, type ToldIncident } from '../incidents-of.ts';
import { aroundBlocks, incidentLines } from './forbidden-around.ts';
import { callsButtons } from './forbidden-calls.ts';
import { callsChart } from './forbidden-chart.ts';
import { callsAsCsv } from './forbidden-file.ts';
import {
  bySuspicion,
  type GroupedBy,
  groupCalls,
  noiseOf,
  shownSightings,
} from './forbidden-groups.ts';
import { muteMenu } from './forbidden-mutes.ts';
import { groupsTable, worstLines } from './forbidden-table.ts';
import { footer, headlineOf, notesOn } from './forbidden-words.ts';

export interface ForbiddenValue {
  id: string;
  portal: string;
  filter: string;
  by: GroupedBy;
  since: string;
  until: string;
  requestedBy: Person;
  clusters: { id: string; name: string }[];
  run:
    | { state: 'running' }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; looks: ClusterLook[]; incidents: ToldIncident[] };
}

type Done = Extract<ForbiddenValue['run'], { state: 'done' }>;

export const view = defineView<ForbiddenValue>({
  name: 'forbidden',
  async load(deps, runId) {
    const { db, fleet, portal } = deps;
    const row = await forbiddenRuns.get(db, runId);
    if (!row) return null;
    const names = new Map((await fleet.all()).map(({ id, name }) => [id.toLowerCase(), name]));
    const common = {
      ...{ id: runId, portal, filter: row.filter, by: row.groupedBy, requestedBy: row.requestedBy },
      ...{ since: row.since.toISOString(), until: row.until.toISOString() },
      clusters: row.clusterIds.map((id) => ({
        id,
        name: names.get(id) ?? id.split('/').at(-1) ?? id,
      })),
    };
    if (row.state === 'running') return { ...common, run: { state: 'running' } };
    if (row.state === 'failed' || !row.result)
      return {
        ...common,
        run: {
          state: 'failed',
          ...(row.problem ?? { message: 'The look ended without a result.' }),
        },
      };
    // Results are written by the job alone.
    const looks = row.result as ClusterLook[];
    const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
    const incidents = await incidentsOf(deps, shownSightings(looks));
    return { ...common, run: { state: 'done', finishedAt, looks, incidents } };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render: forbiddenMessage,
});

export function forbiddenMessage(value: ForbiddenValue, tools: RenderContext): Rendered {
  const { run, filter } = value;
  switch (run.state) {
    case 'running':
      return {
        text: `Looking for refused calls of ${filter}…`,
        blocks: [
          section(`Looking for refused calls of ${code(filter)}…`),
          context(
            value.clusters.length > 1
              ? `Asking the workspaces of ${value.clusters.length} clusters; those that share one share a query.`
              : 'Asking the workspace that its audit log goes to.',
          ),
        ],
      };
    case 'failed':
      return {
        text: `Refused calls of ${filter} could not be looked for: ${run.message}`,
        blocks: [
          section(
            `Refused calls of ${code(filter)} could not be looked for: ${escapeMrkdwn(clipped(run.message, 1500))}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [again(value, tools, value.by, 'Try again')] },
        ],
      };
    case 'done':
      return done(value, run, tools);
  }
}

function done(value: ForbiddenValue, run: Done, tools: RenderContext): Rendered {
  const { looks } = run;
  const nameOf = (id: string) => value.clusters.find((each) => each.id === id)?.name ?? id;
  const sightings = shownSightings(looks);
  const groups = groupCalls(sightings, value.by);
  const said = headlineOf(value, looks, groups);
  const chart = callsChart(sightings, { from: value.since, to: value.until });
  const buttons = [
    ...callsButtons(value, looks, { groups, tools }),
    ...muteMenu(value.id, sightings, { several: value.clusters.length > 1, nameOf, tools }),
    ...shipButtons(looks, tools, nameOf),
    ...rangesButtons(looks, tools),
    ...(['actor', 'resource', 'ip'] as const)
      .filter((by) => by !== value.by && sightings.length > 0)
      .map((by) => again(value, tools, by, `By ${by === 'ip' ? 'address' : by}`)),
    again(value, tools, value.by, 'Look again'),
  ];
  const end: Piece = {
    importance: 99,
    blocks: [
      { type: 'actions', elements: buttons },
      context(footer({ ...value, looks, finishedAt: run.finishedAt, noise: noiseOf(looks) })),
    ],
  };
  const start: Piece[] = [
    { importance: 100, blocks: [header(said)] },
    {
      importance: 96,
      blocks: notesOn(looks, { nameOf, which: sightings.length > 0 ? 'first' : 'all' }),
    },
    { importance: 95, blocks: incidentLines(run.incidents) },
    { importance: 94, blocks: worstLines(groups) },
    { importance: 85, blocks: aroundBlocks(bySuspicion(sightings)) },
    {
      importance: 93,
      blocks: sightings.length > 0 ? notesOn(looks, { nameOf, which: 'after' }) : [],
    },
    ...(chart ? [{ importance: 80, blocks: [chart.block, context(chart.text)] }] : []),
  ];
  const taken = charactersOf([...start, end].flatMap(({ blocks }) => blocks));
  const table = groupsTable(groups, {
    ...{ by: value.by, several: value.clusters.length > 1, nameOf, tools },
    characters: messageBudget.characters - taken,
  });
  return {
    text: `${said}.`,
    blocks: withinBudget([...start, ...table, end]).blocks,
    ...(looks.some((look) => look.sightings.length > 0) && {
      attachment: {
        filename: `forbidden-${value.filter.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.csv`,
        title: `Refused calls: ${clipped(value.filter, 100)}`,
        content: callsAsCsv(looks, nameOf),
      },
    }),
  };
}

/** For clusters whose audit log goes nowhere; a few, since each has a form of its own. */
function shipButtons(
  looks: readonly ClusterLook[],
  { button }: RenderContext,
  nameOf: (id: string) => string,
) {
  return looks
    .filter(({ problem }) => problem?.code === 'no-audit-log')
    .slice(0, 3)
    .map(({ clusterId }) =>
      button({
        action: actionIds.fix,
        payload: { clusterId, check: 'AKS-LOG-001', action: 'audit-logs', params: {} },
        text: clipped(`Ship audit logs of ${nameOf(clusterId)}…`, 75),
        style: 'primary',
      }),
    );
}

/** Strangers from the Internet only come where everybody may try. */
function rangesButtons(looks: readonly ClusterLook[], { button }: RenderContext) {
  const [scanned, other] = looks.filter(({ sightings }) =>
    sightings.some(
      ({ kind, addresses }) => kind === 'anonymous' && addresses.some(isPublicAddress),
    ),
  );
  if (!scanned || other) return [];
  return [
    button({
      action: actionIds.fix,
      payload: {
        ...{ clusterId: scanned.clusterId, check: 'AKS-API-001' },
        ...{ action: 'authorized-ip-ranges', params: { operation: 'add' } },
      },
      text: 'Add authorized IP ranges…',
    }),
  ];
}

function again(
  { filter, clusters, since, until }: ForbiddenValue,
  { button }: RenderContext,
  by: GroupedBy,
  text: string,
) {
  // Two clusters may have one name; its id means one.
  const what = clusters.length === 1 && !/[:*]|^all$/.test(filter) ? clusters[0]?.id : undefined;
  const minutes = Math.round((Date.parse(until) - Date.parse(since)) / 60_000);
  return button({
    action: actionIds.runCommand,
    payload: { line: `forbidden ${quoted(what ?? filter)} since ${minutes}m by ${by}` },
    text,
  });
}
