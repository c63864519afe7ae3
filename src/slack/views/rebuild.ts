/** The Bicep of a replacement: while it is written, when it could not be, and what it changes. */
import { layers } from '../../posture/layers.ts';
import type { Fixed, Rebuild } from '../../posture/rebuild/types.ts';
import type { Person } from '../../rights/person.ts';
import { getClusterRow } from '../../store/clusters.ts';
import { getRebuildRun } from '../../store/rebuild-runs.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';

const mostFixed = 3;
const mostLeft = 6;

export interface RebuildValue {
  clusterId: string;
  name: string;
  requestedBy: Person;
  run:
    | { state: 'running' }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; made: Rebuild };
}

export const view = defineView<RebuildValue>({
  name: 'rebuild',
  async load({ db }, runId) {
    const row = await getRebuildRun(db, runId);
    if (!row) return null;
    const cluster = await getClusterRow(db, row.clusterId);
    const { clusterId, requestedBy, state, result, problem } = row;
    const name = cluster?.name ?? clusterId.split('/').at(-1) ?? clusterId;
    const value = { clusterId, name, requestedBy };
    if (state === 'running') return { ...value, run: { state } };
    return state === 'done' && result
      ? { ...value, run: { state, made: result as Rebuild } }
      : {
          ...value,
          run: { state: 'failed', ...(problem ?? { message: 'The run ended without a file.' }) },
        };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render: rebuildMessage,
});

export function rebuildMessage(value: RebuildValue, tools: RenderContext): Rendered {
  const { name, run } = value;
  switch (run.state) {
    case 'running':
      return {
        text: `Writing the replacement of ${name}…`,
        blocks: [
          section(`Writing the replacement of ${bold(name)}…`),
          context('Asking Azure for its settings…'),
        ],
      };
    case 'failed':
      return {
        text: `No replacement of ${name} could be written: ${run.message}`,
        blocks: [
          section(
            `No replacement of ${bold(name)} could be written: ${escapeMrkdwn(clipped(run.message, 1500))}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [again(value, tools, 'Try again')] },
        ],
      };
    case 'done':
      return done(value, run.made, tools);
  }
}

function done(value: RebuildValue, made: Rebuild, tools: RenderContext): Rendered {
  const { newName, changes, kept, fixed, judged } = made;
  const { before, after } = judged;
  const summary = [
    `*${before.failed}* ${before.failed === 1 ? 'check fails' : 'checks fail'} now, *${after.failed}* then`,
    `${changes.length} settings changed, ${kept.length} good ones kept`,
  ].join(' · ');
  const pieces: Piece[] = [
    {
      importance: 100,
      blocks: [header(`${value.name}: a hardened replacement, ${newName}`), section(summary)],
    },
    { importance: 90, blocks: fixedBlocks(fixed) },
    { importance: 95, blocks: fillIn(made) },
    { importance: 80, blocks: leftBlocks(made) },
    {
      importance: 99,
      blocks: [
        {
          type: 'actions',
          elements: [
            tools.button({
              action: actionIds.runCommand,
              payload: { line: `posture ${value.clusterId}` },
              text: 'Posture now',
            }),
            again(value, tools, 'Write it again'),
          ],
        },
        context(
          `The Bicep is attached; each line that differs names its check. Settings read ${when(made.takenAt)}. Nothing was changed in Azure.`,
        ),
      ],
    },
  ];
  return {
    text: `The replacement of ${value.name} is written: ${fixed.length} ${plural(fixed.length, 'finding')} fixed, ${after.failed} left.`,
    blocks: withinBudget(pieces).blocks,
    attachment: {
      filename: `${newName.replaceAll(/[^\w.-]/g, '_')}.bicep`,
      title: `Replacement of ${value.name}`,
      content: made.bicep,
    },
  };
}

/** Counts by layer, and the worst. */
function fixedBlocks(fixed: readonly Fixed[]): Rendered['blocks'] {
  if (fixed.length === 0) return [section('No check that fails now would pass then.')];
  const counts = layers.flatMap((layer) => {
    const count = fixed.filter((one) => one.layer === layer).length;
    return count > 0 ? `${layer} ${count}` : [];
  });
  const worst = fixed
    .slice(0, mostFixed)
    .map(
      ({ severity, title, check, onlyByRebuild }) =>
        `• *${severityWords[severity]}* ${escapeMrkdwn(title)} (${check})${onlyByRebuild ? ', only by a rebuild' : ''}`,
    );
  return [section([`*Fixed:* ${counts.join(' · ')}`, ...worst].join('\n'))];
}

function fillIn({ parameters }: Rebuild): Rendered['blocks'] {
  const open = parameters.filter((one) => one.default === undefined);
  if (open.length === 0) return [];
  const lines = open.map(({ name, description }) => `• ${code(name)} ${escapeMrkdwn(description)}`);
  return [section(['*For you to fill in*', ...lines].join('\n'))];
}

function leftBlocks({ left }: Rebuild): Rendered['blocks'] {
  if (left.length === 0) return [];
  const lines = left
    .slice(0, mostLeft)
    .map(({ path, why }) => `• ${code(clipped(path, 120))} ${escapeMrkdwn(clipped(why, 300))}`);
  const more = left.length - lines.length;
  return [
    section(
      [
        '*Not carried over, or yours to decide*',
        ...lines,
        ...(more > 0 ? [`and ${more} more, at the head of the file`] : []),
      ].join('\n'),
    ),
  ];
}

function again({ clusterId }: RebuildValue, { button }: RenderContext, text: string) {
  return button({
    action: actionIds.runCommand,
    payload: { line: `rebuild ${clusterId}` },
    text,
  });
}
