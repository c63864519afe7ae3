import { supersede } from '../approval/requests.ts';
import { drawbridgeItself } from '../rights/person.ts';
import type { ChangeRow } from '../store/changes.ts';
import { type Context, transact } from './context.ts';
import { same } from './differences.ts';
import type { LiveCluster } from './live-cluster.ts';
import { openApproval } from './plan-step.ts';
import type { Plan } from './types.ts';

/**
 * The plan made just now is another one than was approved: approvers are asked again, and told
 * what moved. Asks the first time where the end of an opening would cut a way out.
 */
export async function askAgain(
  context: Context,
  row: ChangeRow,
  { live, plan, hash }: { live: LiveCluster; plan: Plan; hash: string },
): Promise<void> {
  await transact(context, async (step) => {
    await supersede(step.tx, {
      subject: { kind: 'change', id: row.id },
      actor: drawbridgeItself,
      why: 'the cluster moved after the approval',
      now: context.clock(),
    });
    await openApproval(context, step, row, {
      ...{ live, plan, hash },
      trailKind: 'change.planned-again',
      ...(row.planHash === null ? wayOutAsk : movedAsk(row, plan)),
    });
  });
}

/** A closing that was approved with its opening, but not with this. */
const wayOutAsk = {
  problem: {
    code: 'way-out',
    message:
      'The time of this opening is over, but taking it back would cut a way out that the cluster or Drawbridge itself needs by now. Nothing was written.',
    hint: 'Approve to take it back all the same; reject to keep it for good.',
  },
  note: 'Asked, because taking it back would cut a way out.',
};

function movedAsk(row: ChangeRow, plan: Plan) {
  return {
    problem: {
      code: 'planned-again',
      message: `The cluster moved after this was approved. ${whatMoved(row.plan as Plan | null, plan)} Nothing was written.`,
      hint: 'This is the new plan. Please look at it and decide again.',
    },
    note: 'Planned again: the cluster moved after the approval. Nothing was written.',
  };
}

/** What the approved plan was made from, beside what is there now. */
function whatMoved(approved: Plan | null, now: Plan): string {
  const [was, is] = [facts(approved), facts(now)];
  const moved = [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => !same(was.get(name), is.get(name)))
    .map((name) => `${name} was ${show(was.get(name))} and is now ${show(is.get(name))}`);
  return moved.length > 0 ? `${moved.join('; ')}.` : '';
}

function facts(plan: Plan | null): Map<string, unknown> {
  const found = new Map<string, unknown>(Object.entries(plan?.inputs ?? {}));
  for (const { path, before } of plan?.changes ?? [])
    found.set(path.split('.').at(-1) ?? path, before);
  return found;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'empty';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
