/** Nodes: while they are looked at, and which of them wait for a reboot or an image. */
import type { ClusterNodes, Remark } from '../../nodes/types.ts';
import { headlineOf, nodesWord, sourceName } from '../../nodes/words.ts';
import type { Person } from '../../rights/person.ts';
import { nodeRuns } from '../../store/node-runs.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { charactersOf, messageBudget, type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { nodeButtons } from './nodes-buttons.ts';
import { imageAgeChart } from './nodes-chart.ts';
import { calledAmong, fleetTable, nodeTable, poolTable } from './nodes-tables.ts';

const mostRemarks = 10;
const mostClusters = 6;

export interface NodesValue {
  filter: string;
  requestedBy: Person;
  of: number;
  run:
    | { state: 'running'; done: number; waiting: string | null }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; clusters: ClusterNodes[] };
}

type Done = Extract<NodesValue['run'], { state: 'done' }>;

export const view = defineView<NodesValue>({
  name: 'nodes',
  async load({ db }, runId) {
    const row = await nodeRuns.get(db, runId);
    if (!row) return null;
    const { filter, requestedBy, clusterIds, state, progress, result, problem } = row;
    const common = { filter, requestedBy, of: clusterIds.length };
    if (state === 'running') {
      const { done = 0, waiting = null } = progress ?? {};
      return { ...common, run: { state, done, waiting } };
    }
    if (state === 'done' && result) {
      // Results are written by the job alone.
      const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
      return { ...common, run: { state, finishedAt, clusters: result as ClusterNodes[] } };
    }
    return {
      ...common,
      run: { state: 'failed', ...(problem ?? { message: 'The look ended without a result.' }) },
    };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render: nodesMessage,
});

export function nodesMessage(value: NodesValue, tools: RenderContext): Rendered {
  const { run, filter, of } = value;
  switch (run.state) {
    case 'running':
      return {
        text: `Looking at the nodes of ${filter}…`,
        blocks: [
          section(`Looking at the nodes of ${code(filter)}…`),
          context(
            [
              of > 1
                ? `${run.done} of ${of} clusters read`
                : 'its pools, its nodes, and what kured says',
              ...(run.waiting ? [escapeMrkdwn(run.waiting)] : []),
            ].join(' · '),
          ),
        ],
      };
    case 'failed':
      return {
        text: `The nodes of ${filter} could not be looked at: ${run.message}`,
        blocks: [
          section(
            `The nodes of ${code(filter)} could not be looked at: ${escapeMrkdwn(clipped(run.message, 1500))}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [again(value, tools, 'Try again')] },
        ],
      };
    case 'done':
      return done(value, run, tools);
  }
}

function done(value: NodesValue, run: Done, tools: RenderContext): Rendered {
  const clusters = run.clusters.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const [only] = clusters;
  return clusters.length === 1 && only
    ? oneCluster(value, only, run.finishedAt, tools)
    : manyClusters(value, clusters, run.finishedAt, tools);
}

function scoreOf({ nodes, problem, remarks }: ClusterNodes): number {
  const acts = remarks.filter(({ urgency }) => urgency === 'act').length;
  const waiting = nodes.filter(({ reboot }) => reboot.kind === 'required').length;
  const unknown = remarks.filter(({ urgency }) => urgency === 'unknown').length;
  return waiting * 10_000 + acts * 1000 + (problem ? 500 : unknown * 100) + remarks.length;
}

function oneCluster(
  value: NodesValue,
  cluster: ClusterNodes,
  finishedAt: string,
  tools: RenderContext,
): Rendered {
  const { remarks } = cluster;
  const said = headlineOf(cluster);
  const chart = imageAgeChart([cluster]);
  const lines = remarks
    .slice(0, mostRemarks)
    .map(({ urgency, text }) => `• ${urgencyWord(urgency)}${escapeMrkdwn(clipped(text, 260))}`);
  const more = remarks.length - lines.length;
  const start: Piece[] = [
    { importance: 100, blocks: [header(said)] },
    {
      importance: 96,
      blocks: [
        section(
          lines.length > 0
            ? [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
            : 'Nothing wants anything.',
        ),
      ],
    },
    ...(cluster.problem?.hint
      ? [{ importance: 95, blocks: [context(escapeMrkdwn(cluster.problem.hint))] }]
      : []),
    ...(cluster.nodesUnknown?.help
      ? [
          {
            importance: 94,
            blocks: [context(escapeMrkdwn(clipped(cluster.nodesUnknown.help, 500)))],
          },
        ]
      : []),
    ...poolTable(cluster),
    ...(chart
      ? [{ importance: 80, blocks: [chart.block, context(escapeMrkdwn(chart.text))] }]
      : []),
  ];
  const end: Piece[] = [
    { importance: 85, blocks: sourcesNote(cluster) },
    {
      importance: 99,
      blocks: [
        {
          type: 'actions',
          elements: [...nodeButtons(cluster, tools), again(value, tools, 'Look again')],
        },
      ],
    },
    { importance: 90, blocks: [footer(value, finishedAt, cluster)] },
  ];
  const taken = charactersOf([...start, ...end].flatMap(({ blocks }) => blocks));
  const table = nodeTable(cluster, {
    ...{ now: new Date(finishedAt), tools },
    characters: messageBudget.characters - taken,
  });
  return { text: `${said}.`, blocks: withinBudget([...start, ...table, ...end]).blocks };
}

function manyClusters(
  value: NodesValue,
  clusters: readonly ClusterNodes[],
  finishedAt: string,
  tools: RenderContext,
): Rendered {
  const all = clusters.flatMap(({ nodes }) => nodes);
  const waiting = all.filter(({ reboot }) => reboot.kind === 'required').length;
  const old = clusters.filter(({ pools }) => pools.some(({ isOld }) => isOld)).length;
  const unread = clusters.filter(({ problem, nodesUnknown }) => problem ?? nodesUnknown).length;
  const said = [
    `${clusters.length} clusters`,
    waiting > 0
      ? `${nodesWord(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for a reboot`
      : 'no node is known to wait for a reboot',
    ...(old > 0 ? [`old images on ${old}`] : []),
    ...(unread > 0 ? [`nodes not seen on ${unread}`] : []),
  ].join(', ');
  const chart = imageAgeChart(clusters);
  const worst = clusters
    .filter(({ remarks }) => remarks.some(({ urgency }) => urgency === 'act'))
    .slice(0, mostClusters)
    .map(
      (each) =>
        `• ${bold(clipped(calledAmong(each, clusters), 80))}: ${escapeMrkdwn(clipped(each.remarks[0]?.text ?? '', 200))}`,
    );
  const open = clusters.slice(0, 100).map((each) => ({
    action: actionIds.runCommand,
    payload: { line: `nodes ${quoted(each.clusterId)}` },
    text: calledAmong(each, clusters),
  }));
  const start: Piece[] = [
    { importance: 100, blocks: [header(said)] },
    ...(worst.length > 0 ? [{ importance: 96, blocks: [section(worst.join('\n'))] }] : []),
    ...(chart
      ? [{ importance: 92, blocks: [chart.block, context(escapeMrkdwn(chart.text))] }]
      : []),
  ];
  const end: Piece = {
    importance: 99,
    blocks: [
      {
        type: 'actions',
        elements: [
          ...(open.length > 0 ? [tools.menu('Open a cluster’s nodes…', open)] : []),
          again(value, tools, 'Look again'),
        ],
      },
      context(`${code(value.filter)}, read ${when(finishedAt)}`),
    ],
  };
  const taken = charactersOf([...start, end].flatMap(({ blocks }) => blocks));
  const table = fleetTable(clusters, messageBudget.characters - taken, tools);
  return { text: `${said}.`, blocks: withinBudget([...start, ...table, end]).blocks };
}

function urgencyWord(urgency: Remark['urgency']): string {
  return urgency === 'act' ? '' : urgency === 'unknown' ? '_Not known._ ' : '_For later._ ';
}

/** Which sources were asked: an answer is worth what its sources are. */
function sourcesNote({ sources, problem, scheduledEvents }: ClusterNodes): Rendered['blocks'] {
  if (problem || sources.length === 0) return [];
  const said = sources.map(({ source, note }) => `${sourceName(source)}: ${clipped(note, 160)}`);
  const events = scheduledEvents
    ? ` · scheduled events: ${clipped(scheduledEvents.note, 160)}`
    : '';
  return [
    context(`*Who says it, the most trusted first* · ${escapeMrkdwn(said.join(' · ') + events)}`),
  ];
}

function footer(
  { filter }: NodesValue,
  finishedAt: string,
  { osChannel, silences, state }: ClusterNodes,
) {
  const quiet = silences.map(
    ({ pool, reason, until }) =>
      `silenced${pool ? ` for ${escapeMrkdwn(pool)}` : ''} until ${when(until)}: ${escapeMrkdwn(clipped(reason, 150))}`,
  );
  return context(
    [
      `${code(filter)}, read ${when(finishedAt)}`,
      `OS channel ${osChannel ? code(osChannel) : 'not named'}`,
      ...(state ? [`the cluster is ${escapeMrkdwn(state)}`] : []),
      ...quiet,
    ].join(' · '),
  );
}

function again({ filter, run, of }: NodesValue, { button }: RenderContext, text: string) {
  // Two clusters may have one name; its id means one.
  const id = run.state === 'done' && of === 1 ? run.clusters[0]?.clusterId : undefined;
  return button({
    action: actionIds.runCommand,
    payload: { line: `nodes ${quoted(id ?? filter)}` },
    text,
  });
}
