/** Notices of workflows as paragraphs: under their headings, or under what has changed. */
import { severities } from '../../posture/severity.ts';
import { remediations } from '../../remediation/actions/index.generated.ts';
import { askedOf } from '../../workflows/approval.ts';
import type { Notice } from '../../workflows/define-runner.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { Message } from '../../workflows/tell.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, section } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import type { Drawing } from '../drawing.ts';
import { escapeMrkdwn } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';

const titles = [
  ['new', 'New'],
  ['changed', 'Changed'],
  ['resolved', 'Resolved'],
] as const;
/** Long enough to know what to look at; the clusters' own reports have the rest. */
const mostOfAKind = 20;
const mostInMenu = 100;

/** By their own headings, in the order of the notices, or by what has changed. */
function groupsOf(notices: readonly Notice[]): [string, Notice[]][] {
  const headed = Map.groupBy(
    notices.filter(({ heading }) => heading !== undefined),
    ({ heading }) => heading ?? '',
  );
  const others = titles.map(([change, title]): [string, Notice[]] => [
    title,
    notices.filter((each) => each.heading === undefined && each.change === change),
  ]);
  return [...headed, ...others].filter(([, those]) => those.length > 0);
}

/** `3 new, 1 resolved`; headings as they are: `Waiting for approval (1)` */
export function countsOf(notices: readonly Notice[]): string {
  return groupsOf(notices)
    .map(([title, those]) =>
      those[0]?.heading === undefined
        ? `${those.length} ${title.toLowerCase()}`
        : `${title} (${those.length})`,
    )
    .join(', ');
}

export function worstOf(notices: readonly Notice[]) {
  return severities.find((severity) =>
    notices.some((each) => each.severity === severity && each.change !== 'resolved'),
  );
}

/** The first group is the most important. What is left out by a budget is of the kind of its group. */
export function noticePieces(notices: readonly Notice[], importance = 90): Piece[] {
  return groupsOf(notices).flatMap(([title, those], index) =>
    paragraphs(title, those).map((block) => ({
      ...{ importance: importance - Math.min(index, 9), kind: title, blocks: [block] },
    })),
  );
}

/** Said where something was left out. */
export function leftOut(left: Record<string, number>) {
  const kinds = Object.keys(left);
  return kinds.length === 0
    ? []
    : [context(`Not all of this fits here (${escapeMrkdwn(kinds.join(', '))}).`)];
}

function paragraphs(title: string, notices: readonly Notice[]) {
  const lines = notices
    .slice(0, mostOfAKind)
    .map(
      ({ severity, text }) => `• *${severityWords[severity]}* ${escapeMrkdwn(clipped(text, 260))}`,
    );
  const more = notices.length - mostOfAKind;
  if (more > 0) lines.push(`and ${more} more, which the clusters’ own reports have`);
  return sections([`*${title}* (${notices.length})`, ...lines]);
}

/** Lines of mrkdwn in as few sections as hold them. */
export function sections(lines: readonly string[]) {
  const chunks: string[] = [];
  for (const line of lines) {
    const last = chunks.at(-1);
    // A section takes 3000 characters: https://docs.slack.dev/reference/block-kit/blocks/section-block
    if (last !== undefined && last.length + line.length < 2_800)
      chunks[chunks.length - 1] = `${last}\n${line}`;
    else chunks.push(line);
  }
  return chunks.map((text) => section(text));
}

/** Opens the report of a cluster that some notice is about. */
export function reportMenu(notices: readonly Notice[], { menu }: Drawing): Piece[] {
  const runs = new Map<string, string>();
  for (const { postureRunId, clusterIds } of notices) {
    const name = clusterIds[0]?.split('/').at(-1);
    if (postureRunId && name) runs.set(postureRunId, name);
  }
  if (runs.size === 0) return [];
  const specs = [...runs].slice(0, mostInMenu).map(([runId, name]) => ({
    action: actionIds.postureOpen,
    payload: { runId },
    text: name,
  }));
  const label =
    runs.size > mostInMenu
      ? `Open one of ${mostInMenu} ${plural(mostInMenu, 'report')}…`
      : 'Open a cluster’s report…';
  return [{ importance: 94, blocks: [{ type: 'actions', elements: [menu(label, specs)] }] }];
}

/** What a workflow told, and the workflow as it was when the report was made. */
interface Offering {
  message: Pick<Message, 'notices'>;
  workflow: Workflow;
}

/** Asks for a change that mends something, where the workflow offers it. Nothing is done by the choice alone. */
export function offerMenu(told: readonly Offering[], { menu }: Drawing): Piece[] {
  const offers = told.flatMap(({ message, workflow }) => {
    const askedFrom = { workflow: workflow.name, hash: askedOf(workflow)?.hash ?? null };
    return message.notices.flatMap(({ remedy }) =>
      remedy && workflow.offer?.includes(remedy.action) ? [{ ...remedy, askedFrom }] : [],
    );
  });
  if (offers.length === 0) return [];
  const specs = offers.slice(0, mostInMenu).map(({ check = '', ...remedy }) => ({
    action: actionIds.fix,
    payload: { ...remedy, check },
    text: clipped(`${remedy.clusterId.split('/').at(-1)}: ${titleOf(remedy.action)}`, 75),
  }));
  return [
    { importance: 95, blocks: [{ type: 'actions', elements: [menu('Ask for a change…', specs)] }] },
  ];
}

function titleOf(action: string): string {
  return remediations.find(({ id }) => id === action)?.title ?? action;
}
