/** The folder of workflows holds something that cannot be used. */
import { getWorkflowSet } from '../../store/workflow-set.ts';
import { clipped, context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { escapeMrkdwn, when } from '../escape.ts';

interface ProblemValue {
  /** Null where it has been mended, or broken in another way, since. */
  problem: { lines: string[]; at: string } | null;
  loadedAt: Date;
}

const mostLines = 15;

export const view = defineView<ProblemValue>({
  name: 'workflow-problem',
  /** `valueId` is the digest of the files. */
  async load({ db }, digest) {
    const set = await getWorkflowSet(db);
    if (!set) return null;
    return { problem: set.problem?.digest === digest ? set.problem : null, loadedAt: set.loadedAt };
  },
  render: workflowProblem,
});

function workflowProblem({ problem, loadedAt }: ProblemValue): Rendered {
  if (!problem) {
    const text = 'The workflows could not be used for a while; that has been mended.';
    return { text, blocks: [section(text)] };
  }
  const text = 'The workflows were changed, and cannot be used as they are';
  const lines = problem.lines
    .slice(0, mostLines)
    .map((line) => `• ${escapeMrkdwn(clipped(line, 180))}`);
  const more = problem.lines.length - mostLines;
  if (more > 0) lines.push(`and ${more} more`);
  return {
    text,
    blocks: [
      section(`:warning: *${text}.* Those of ${when(loadedAt)} go on.\n${lines.join('\n')}`),
      context('`drawbridge workflows check` says the same before they are put in place.'),
    ],
  };
}
