import type { Person } from '../rights/person.ts';
import { type ChangeRow, childrenOf, getChange } from '../store/changes.ts';
import type { Queryable } from '../store/pool.ts';
import { actionOf, type Context } from './context.ts';
import { isStepwise } from './define-remediation.ts';
import { type ProposeOutcome, readOnly, readOnlyHint, record } from './propose.ts';
import type { Plan } from './types.ts';

export interface RollbackInput {
  changeId: string;
  person: Person;
  reason?: string | null;
  origin?: { channel: string; threadTs?: string } | null;
}

/**
 * Asks to take an applied change back: a new change with the same policy, planned on whatever the
 * cluster is by then. An old state is never replayed.
 */
export async function rollBack(
  context: Context,
  { changeId, person, reason = null, origin }: RollbackInput,
): Promise<ProposeOutcome> {
  const row = await getChange(context.db, changeId);
  if (!row) return refused('unknown-change', 'I do not know this change any more.');
  if (!context.mayWrite)
    return {
      kind: 'refused',
      problem: { code: 'read-only', message: readOnly, hint: readOnlyHint },
    };
  if (!wasApplied(row))
    return refused('not-applied', 'This change was not applied, so there is nothing to roll back.');
  const action = actionOf(context, row);
  const plan = row.plan as Plan;
  const params = isStepwise(action) ? action.rollback(plan, row.step) : action.rollback(plan);
  if (params === null)
    return refused(
      'no-way-back',
      'This change cannot be rolled back: nothing on the cluster would take it back.',
    );
  const earlier = await rollbackOf(context.db, row.id);
  if (earlier?.state === 'done')
    return refused('rolled-back', 'This change was rolled back already.');
  if (earlier) return { kind: 'busy', changeId: earlier.id };
  const { clusterId, ticket, askedFrom } = row;
  return record(
    context,
    { clusterId, requester: person, reason, ticket, origin: origin ?? row.origin, askedFrom },
    { action, params, kind: 'rollback', parentId: row.id },
  );
}

/** Whether the planned value came to be there, even if something else moved too. */
export function wasApplied({ state, problem, kind, step }: ChangeRow): boolean {
  if (kind === 'closing') return false;
  // Of several steps, some were: those are taken back.
  if (state === 'failed' && step > 0) return true;
  return state === 'done' || (state === 'failed' && problem?.code === 'moved-elsewhere');
}

/** A roll-back of this change that is open or done. */
export async function rollbackOf(db: Queryable, changeId: string): Promise<ChangeRow | undefined> {
  const over = ['refused', 'failed', 'rejected', 'expired', 'withdrawn'];
  const children = await childrenOf(db, changeId);
  return children.find(({ kind, state }) => kind === 'rollback' && !over.includes(state));
}

function refused(code: string, message: string): ProposeOutcome {
  return { kind: 'refused', problem: { code, message } };
}
