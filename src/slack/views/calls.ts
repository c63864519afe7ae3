/** Calls one by one: the newest first, a page at a time. */
import type { Call, CallsPage } from '../../forbidden/calls.ts';
import type { CallsWanted, PageEnd } from '../../forbidden/queries.ts';
import type { Person } from '../../rights/person.ts';
import { callLists } from '../../store/call-lists.ts';
import { actionIds } from '../action-ids.ts';
import { type Cell, clipped, context, dataTable, type Rendered, section } from '../blocks.ts';
import {
  charactersOf,
  messageBudget,
  type Piece,
  tableBudget,
  tablePage,
  withinBudget,
} from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, escapeMrkdwn, when } from '../escape.ts';
import { logQueries } from '../log-queries.ts';
import type { ShowCalls } from '../show-calls.ts';
import { callsFile } from './calls-file.ts';
import { callsInWords } from './calls-words.ts';
import { counted } from './forbidden-words.ts';
import { logButtons } from './log-buttons.ts';
import { short } from './waiver-text.ts';

export interface CallsValue {
  id: string;
  wanted: CallsWanted;
  since: string;
  until: string;
  /** Where the page before ended; null for the first. */
  before: PageEnd | null;
  requestedBy: Person;
  clusters: { id: string; name: string }[];
  portal: string;
  run:
    | { state: 'running' }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; page: CallsPage };
}

export const view = defineView<CallsValue>({
  name: 'calls',
  async load({ db, fleet, portal }, id) {
    const row = await callLists.get(db, id);
    if (!row) return null;
    const names = new Map((await fleet.all()).map((each) => [each.id.toLowerCase(), each.name]));
    const common = {
      ...{ id, portal, requestedBy: row.requestedBy },
      // The buttons that ask and the job alone write these.
      wanted: row.wanted as CallsWanted,
      before: row.pageEnd as PageEnd | null,
      ...{ since: row.since.toISOString(), until: row.until.toISOString() },
      clusters: row.clusterIds.map((each) => ({
        id: each,
        name: names.get(each) ?? each.split('/').at(-1) ?? each,
      })),
    };
    if (row.state === 'running') return { ...common, run: { state: 'running' } };
    if (row.state === 'failed' || !row.result) {
      const problem = row.problem ?? { message: 'The look ended without a result.' };
      return { ...common, run: { state: 'failed', ...problem } };
    }
    const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
    return { ...common, run: { state: 'done', finishedAt, page: row.result as CallsPage } };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render: callsMessage,
});

export function callsMessage(value: CallsValue, tools: RenderContext): Rendered {
  const { run } = value;
  switch (run.state) {
    case 'running':
      return { text: 'Looking up the calls…', blocks: [section('Looking up the calls…')] };
    case 'failed':
      return {
        text: `The calls could not be looked up: ${clipped(run.message, 1000)}`,
        blocks: [
          section(`The calls could not be looked up: ${short(run.message, 1500)}`),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          {
            type: 'actions',
            elements: [tools.button({ ...again(value, value.before), text: 'Try again' })],
          },
        ],
      };
    case 'done':
      return done(value, run.page, { ...tools, finishedAt: run.finishedAt });
  }
}

function done(
  value: CallsValue,
  page: CallsPage,
  { finishedAt, ...tools }: RenderContext & { finishedAt: string },
): Rendered {
  const { calls, end, problems } = page;
  const nameOf = (id: string) => value.clusters.find((each) => each.id === id)?.name ?? id;
  const failed = new Set(problems.flatMap(({ clusterIds }) => clusterIds)).size;
  const isBlind = failed > 0 && failed >= value.clusters.length;
  const where =
    value.clusters.length === 1
      ? (value.clusters[0]?.name ?? '')
      : counted(value.clusters.length, 'cluster');
  const words = callsInWords(value.wanted, { count: calls.length, isCut: end !== null });
  const said = isBlind
    ? `${where}: nothing can be said about these calls`
    : `${where}: ${value.before ? 'further back, ' : ''}${words}${failed > 0 ? `, ${counted(failed, 'cluster')} not looked at` : ''}${page.partial ? ', some is missing' : ''}`;
  const start: Piece[] = [
    { importance: 100, blocks: [section(bold(clipped(said, 250)))] },
    { importance: 96, blocks: notes(page, nameOf) },
  ];
  const footer: Piece = {
    importance: 99,
    blocks: [
      context(
        `from ${when(value.since)} to ${when(value.until)} · an audit id each, so an exec that came as get and create shows twice · looked ${when(finishedAt)}`,
      ),
    ],
  };
  const taken = charactersOf([...start, footer].flatMap(({ blocks }) => blocks));
  const { table, turns } = tableOf(value, calls, {
    tools,
    nameOf,
    characters: messageBudget.characters - taken,
  });
  const older =
    end === null
      ? []
      : [
          tools.button({
            ...again(value, end),
            text: 'Show older calls',
            label: 'Look further back',
          }),
        ];
  const elements = [...turns, ...older, ...links(value, page, tools)];
  const actions: Piece[] =
    elements.length > 0 ? [{ importance: 98, blocks: [{ type: 'actions', elements }] }] : [];
  return {
    text: `${said}.`,
    blocks: withinBudget([...start, ...table, ...actions, footer]).blocks,
    ...(calls.length > 0 && {
      attachment: {
        filename: `calls-${value.id.slice(0, 8)}.csv`,
        title: clipped(`Calls: ${said}`, 200),
        content: callsFile(calls, nameOf),
      },
    }),
  };
}

/** What could not be looked at, and what is missing. */
function notes({ calls, sources, problems, partial }: CallsPage, nameOf: (id: string) => string) {
  // Where there are none, what the log cannot show is no detail.
  const blind = calls.length > 0 ? [] : sources.flatMap(({ source }) => source.blind);
  const lines = [
    ...problems.slice(0, 5).map(({ clusterIds, message, hint }) => {
      const names = clusterIds.slice(0, 3).map((id) => nameOf(id));
      const more = clusterIds.length - names.length;
      const who = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
      return `*Not looked at:* ${short(who, 200)}: ${short([message, hint].filter(Boolean).join(' '), 500)}`;
    }),
    ...(problems.length > 5 ? [`and ${problems.length - 5} more that could not be looked at`] : []),
    ...(partial ? [`*Some is missing:* ${short(partial, 500)}`] : []),
    ...[...new Set(blind)].slice(0, 5).map((text) => short(text, 500)),
  ];
  return lines.length > 0 ? [section(lines.join('\n'))] : [];
}

function tableOf(
  { wanted, clusters, until }: CallsValue,
  calls: readonly Call[],
  {
    tools: { page, button },
    nameOf,
    characters,
  }: { tools: RenderContext; nameOf: (id: string) => string; characters: number },
) {
  if (calls.length === 0) return { table: [], turns: [] };
  const hasCaller = wanted.actor === undefined;
  const hasCluster = clusters.length > 1;
  const titles = [
    'Time (UTC)',
    ...(hasCluster ? ['Cluster'] : []),
    ...(hasCaller ? ['Caller'] : []),
    'Call',
    'Namespace',
    'From',
    'Code',
    'Why',
    'Agent',
    'Audit id',
  ];
  const rows: Cell[][] = calls.map((call) => [
    timeOf(call.at, until),
    ...(hasCluster ? [clipped(nameOf(call.clusterId), 50)] : []),
    ...(hasCaller ? [clipped(call.actor, 80)] : []),
    clipped(whatOf(call), 110),
    clipped(call.namespace, 60),
    clipped(call.address, 45),
    call.code ?? '',
    whyOf(call),
    clipped(call.agent, 30),
    clipped(call.auditId, 40),
  ]);
  const beside = 300;
  const turned = tablePage(rows, page, {
    rows: tableBudget.rows,
    characters:
      Math.min(tableBudget.characters, characters - beside) -
      titles.reduce((sum, text) => sum + text.length, 0),
  });
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  return {
    table: [
      {
        importance: 97,
        blocks: [
          dataTable({
            caption: `The newest first, ${turned.from} to ${turned.to} of ${turned.total}`,
            columns: titles,
            rows: turned.rows,
          }),
        ],
      },
    ],
    turns: [
      ...(turned.page > 0 ? [turn('Show newer', turned.page - 1)] : []),
      ...(turned.page + 1 < turned.pages ? [turn('Show more', turned.page + 1)] : []),
    ],
  };
}

/** `list secrets`, `get pods/log web-0`, `get /metrics`; with whom it was done as. */
function whatOf({ verb, resource, name, actedAs }: Call): string {
  const as = actedAs === '' ? '' : ` as ${actedAs}`;
  return `${[verb, resource, name].filter(Boolean).join(' ')}${as}`;
}

/** These say nothing in their message but who was refused what: the row says it already. */
const plainKinds: readonly string[] = ['authorization', 'anonymous', 'node-authorizer'];

/** Rows are narrow in a thread; the file has the whole reason. */
function whyOf({ kind, reason }: Call): string {
  return plainKinds.includes(kind) || reason === ''
    ? clipped(kind, 60)
    : clipped(`${kind}: ${reason}`, 80);
}

/** The day only where it is another than that of the end. */
function timeOf(at: string, until: string): string {
  return at.slice(0, 10) === until.slice(0, 10)
    ? at.slice(11, 19)
    : at.slice(5, 19).replace('T', ' ');
}

function again({ clusters, wanted, since, until }: CallsValue, end: PageEnd | null) {
  const payload: ShowCalls = {
    ...{ clusterIds: clusters.map(({ id }) => id), wanted, since, until },
    ...(end && { end }),
  };
  return { action: actionIds.showCalls, payload };
}

function links(value: CallsValue, { sources }: CallsPage, tools: RenderContext) {
  return logButtons(logQueries(value.wanted, sources), {
    valueId: value.id,
    portal: value.portal,
    since: value.since,
    until: value.until,
    tools,
  });
}
