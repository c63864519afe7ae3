/** The board of a rollout: rings and clusters with what has become of each. Edited in place through the whole life. */
import type { KnownBlock } from '@slack/types';
import ms from 'ms';
import type { RolloutValue } from '../../rollout/types.ts';
import { actionIds } from '../action-ids.ts';
import {
  type Cell,
  clipped,
  context,
  dataTable,
  header,
  type Rendered,
  section,
} from '../blocks.ts';
import { messageBudget, type Piece, tableBudget, tablePage, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, mention, when } from '../escape.ts';
import { approvers, brief } from './change-text.ts';
import { rolloutButtons } from './rollout-buttons.ts';
import { ringPlans } from './rollout-plans.ts';
import { memberNews, memberState, ringState, rolloutState, rolloutTitle } from './rollout-text.ts';

const columns = ['Ring', 'Cluster', 'State', 'What'];
const mostRings = 20;
const mostOutside = 8;

export const view = defineView<RolloutValue>({
  name: 'rollout-board',
  load: ({ rollouts }, id) => rollouts.describe(id),
  render: rolloutBoard,
  recipient: ({ requester }) => requester,
});

export function rolloutBoard(value: RolloutValue, tools: RenderContext): Rendered {
  const headline = `${rolloutState(value)}: ${rolloutTitle(value)}`;
  const plans = value.can.decide ? ringPlans(value) : undefined;
  const fixed: KnownBlock[] = [
    header(headline),
    facts(value),
    section(value.rings.slice(0, mostRings).map(ringLine).join('\n')),
    ...news(value),
    ...requirement(value),
  ];
  const { piece, shown } = table(value, tools);
  const pieces: Piece[] = [
    { importance: 100, blocks: fixed },
    piece,
    { importance: 90, blocks: rolloutButtons(value, tools, shown) },
    { importance: 40, blocks: outside(value) },
    { importance: 80, blocks: [context(footer(value, plans !== undefined))] },
  ];
  return {
    text: brief(`${headline} (asked by ${value.requester.name ?? value.requester.userId})`, 1000),
    blocks: withinBudget(pieces, messageBudget).blocks,
    ...(plans && { attachment: plans }),
  };
}

function facts(value: RolloutValue): KnownBlock {
  const { atOnce, watch } = value.terms;
  const soaks = value.rings
    .slice(1)
    .map(({ name, soakMs }) =>
      soakMs === 0 ? `${brief(name, 40)} right after` : `${brief(name, 40)} ${span(soakMs)} later`,
    );
  const pace = [
    `the first of each ring alone${watch > 0 ? `, watched for ${span(watch)}` : ''}`,
    `then ${atOnce} at once`,
    ...soaks,
  ].join('; ');
  const pairs: [string, string][] = [
    ['Clusters', brief(value.clusters, 200)],
    ['Asked by', `${mention(value.requester)} ${when(value.createdAt)}`],
    ['Why', value.reason ? brief(value.reason, 300) : 'no reason given'],
    ['Ticket', value.ticket ? brief(value.ticket, 100) : 'none'],
    ['Risk', value.risk],
    ['Pace', pace],
  ];
  return {
    type: 'section',
    fields: pairs.map(([name, text]) => ({
      type: 'mrkdwn',
      text: clipped(`*${name}*\n${text}`, 2000),
    })),
  };
}

function span(length: number): string {
  return ms(length, { long: true });
}

function ringLine(ring: RolloutValue['rings'][number]): string {
  const marks = {
    done: ':white_check_mark:',
    running: ':arrow_forward:',
    waiting: ':raised_hand:',
  };
  const mark = marks[ring.state as keyof typeof marks] ?? ':white_small_square:';
  return `${mark} ${bold(clipped(ring.name, 40))}: ${ringState(ring)}`;
}

/** What holds it up, or ended it. */
function news({ paused, problem, state }: RolloutValue): KnownBlock[] {
  if (problem) {
    const rest = state === 'running' ? '\nWhat is under way goes on to its end.' : '';
    return [
      section(
        `:no_entry: ${brief(problem.message, 800)}${problem.hint ? `\n${brief(problem.hint, 300)}` : ''}${rest}`,
      ),
    ];
  }
  if (!paused) return [];
  const look =
    paused.look.length > 0
      ? '\nSomebody has to look at it and say that it is well; not whoever asked for the rollout.'
      : '';
  return [
    section(`:double_vertical_bar: *Paused* ${when(paused.at)}. ${brief(paused.why, 1000)}${look}`),
  ];
}

function requirement({ approval, rings, requester, can }: RolloutValue): KnownBlock[] {
  if (!approval) return [];
  const name = brief(rings[approval.ring]?.name ?? '', 40);
  const lines = approval.decisions.map(
    ({ person, decision, reason, at }) =>
      `${decision === 'approve' ? ':white_check_mark: Approved' : ':no_entry: Rejected'} for ${name} by ${mention(person)} ${when(at)}${reason ? `: ${brief(reason, 200)}` : ''}`,
  );
  const given = approval.decisions.filter(({ decision }) => decision === 'approve').length;
  if (can.decide)
    lines.unshift(
      `*Ring ${name} needs ${approvers(approval)}*${given > 0 ? `, ${given} given so far` : ''}. Not from ${mention(requester)} (asked). Expires ${when(approval.expiresAt)}.`,
    );
  return lines.length > 0 ? [section(lines.slice(0, 12).join('\n'))] : [];
}

function table(
  value: RolloutValue,
  { page, button }: RenderContext,
): { piece: Piece; shown: ReadonlySet<string> } {
  const rows: Cell[][] = value.rings.flatMap(({ name, members, progress }) =>
    members.map((member, index) => [
      clipped(name, 40),
      clipped(member.name, 63),
      memberState(member, progress[index]),
      clipped(memberNews(member, progress[index]), 200),
    ]),
  );
  if (rows.length === 0) return { piece: { importance: 0, blocks: [] }, shown: new Set() };
  const turned = tablePage(rows, page, { rows: tableBudget.rows, characters: 6_000 });
  const many = turned.pages > 1;
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  const elements = [
    ...(turned.page > 0 ? [turn('Show previous', turned.page - 1)] : []),
    ...(turned.page + 1 < turned.pages ? [turn('Show more', turned.page + 1)] : []),
  ];
  const members = value.rings.flatMap((ring) => ring.members).slice(turned.from - 1, turned.to);
  const piece = {
    importance: 95,
    blocks: [
      dataTable({
        caption: many ? `Clusters ${turned.from} to ${turned.to} of ${turned.total}` : 'Clusters',
        columns,
        rows: turned.rows,
        pageSize: 20,
        rowHeader: 1,
      }),
      ...(elements.length > 0 ? [{ type: 'actions' as const, elements }] : []),
    ],
  };
  return { piece, shown: new Set(members.map(({ clusterId }) => clusterId)) };
}

function outside({ outside: clusters }: RolloutValue): KnownBlock[] {
  if (clusters.length === 0) return [];
  const shown = clusters
    .slice(0, mostOutside)
    .map(({ name, why }) => `${brief(name, 63)}: ${brief(why, 150)}`);
  const more = clusters.length - shown.length;
  return [context(`Not part of it: ${shown.join(' · ')}${more > 0 ? ` · and ${more} more` : ''}`)];
}

function footer({ id, approval, can }: RolloutValue, hasFile: boolean): string {
  const hash = approval && can.decide ? ` · ring ${approval.hash.slice(0, 12)}` : '';
  const promise = hasFile
    ? ' · the file in the thread is every plan of this ring; each is applied exactly so, or not at all'
    : '';
  return `Rollout ${id.slice(0, 8)}${hash}${promise}`;
}
