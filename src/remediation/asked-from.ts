/** What the workflow whose report offered a change asks of its approval. */
import type { Tightening } from '../approval/tighten.ts';
import type { ChangeRow } from '../store/changes.ts';
import type { Queryable } from '../store/pool.ts';
import { getWorkflowApproval } from '../store/workflow-approvals.ts';
import type { FreezeWindow } from './freeze-windows.ts';
import { hashOf } from './plan-hash.ts';

export interface WorkflowApproval extends Tightening {
  freezes: FreezeWindow[];
}

/**
 * As the file said when the report was made, whatever it says by now. Null where nothing more is asked.
 * @throws where what was kept is not what the change names: in doubt nothing is approved
 */
export async function approvalAskedFrom(
  db: Queryable,
  { askedFrom }: Pick<ChangeRow, 'askedFrom'>,
): Promise<WorkflowApproval | null> {
  if (!askedFrom?.hash) return null;
  const approval = await getWorkflowApproval(db, askedFrom.hash);
  if (!approval || hashOf(approval) !== askedFrom.hash)
    throw new Error(
      `What the workflow ${askedFrom.workflow} asks of approvals is not what it was when this was asked for`,
    );
  return approval as WorkflowApproval;
}
