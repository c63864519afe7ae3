import { supersede } from '../approval/requests.ts';
import { drawbridgeItself } from '../rights/person.ts';
import { type ChangeRow, lockChange } from '../store/changes.ts';
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
    // Another process may have begun it since this one looked: what it wrote is then what moved.
    const now = await lockChange(step.tx, row.id);
    if (now?.state !== row.state || now.version !== row.version) return;
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
    .map((name) => {
      const [before, after] = [show(was.get(name)), show(is.get(name))];
      if (before !== after) return `${name} was ${before} and is now ${after}`;
      return `${name} is ${is.has(name) ? 'part of it now' : 'no longer part of it'}`;
    });
  return moved.length > 0 ? `${moved.join('; ')}.` : '';
}

function facts(plan: Plan | null): Map<string, unknown> {
  const inputs = Object.entries(plan?.inputs ?? {}).filter(([, value]) => !isOfObjects(value));
  const found = new Map<string, unknown>(inputs);
  for (const { path, before } of plan?.changes ?? [])
    found.set(path.split('.').at(-1) ?? path, before);
  return found;
}

/** Whole objects, such as the work of each step: the changes tell them in fewer words. */
function isOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some((one) => typeof one === 'object');
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'empty';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
