import { tighten } from '../approval/tighten.ts';
import type { Person } from '../rights/person.ts';
import { approvalPolicy } from '../rights/policy.ts';
import { type ChangeRow, insertChange, openChangeOf } from '../store/changes.ts';
import { getClusterRow } from '../store/clusters.ts';
import { insertRingChange } from '../store/rollouts.ts';
import { approvalAskedFrom } from './asked-from.ts';
import { type Context, findAction, transact } from './context.ts';
import type { AnyRemediation, FieldProblems } from './define-remediation.ts';
import { subjectOf } from './moves.ts';
import { readParams } from './read-params.ts';
import { whyNoTicket } from './ticket.ts';
import type { Problem } from './types.ts';

export interface Proposal {
  action: string;
  clusterId: string;
  params: unknown;
  requester: Person;
  reason?: string | null;
  ticket?: string | null;
  /** Where the requester is answered; in a direct message without it. */
  origin?: { channel: string; threadTs?: string } | null;
  /** The workflow whose report offered it, and the hash of what that asks of approvals. */
  askedFrom?: ChangeRow['askedFrom'];
  /** Where it is part of a rollout: approved with the other clusters of that ring, and by nobody alone. */
  rollout?: { rolloutId: string; ring: number };
}

export type ProposeOutcome =
  | { kind: 'proposed'; changeId: string }
  /** Another change of this cluster is open. */
  | { kind: 'busy'; changeId: string }
  /** `fields` says it field by field, for forms: `range`, `for`, `until`, `reason`, `ticket`. */
  | { kind: 'refused'; problem: Problem; fields?: FieldProblems };

/** Records that somebody wants a change; Azure is read later, by whoever plans it. */
export async function propose(context: Context, proposal: Proposal): Promise<ProposeOutcome> {
  const action = findAction(context, proposal.action);
  if (!action) {
    const known = context.actions.map(({ id }) => id).join(', ');
    return refused(
      'unknown-action',
      `"${proposal.action}" is not a change that I know. I know ${known}.`,
    );
  }
  if (!context.mayWrite) return refused('read-only', readOnly, readOnlyHint);
  const cluster = await getClusterRow(context.db, proposal.clusterId);
  if (!cluster) return refused('unknown-cluster', 'I do not know this cluster any more.');

  const read = readParams(action, proposal.params, {
    settings: context.settings,
    purpose: 'change',
  });
  const policy = tighten(
    approvalPolicy(context.rights(), { risk: action.risk, cluster }),
    await approvalAskedFrom(context.db, { askedFrom: proposal.askedFrom ?? null }),
  );
  const fields = { ...(read.ok ? {} : read.fields), ...paperwork(proposal, policy) };
  const [wrong] = Object.values(fields);
  if (!read.ok || wrong !== undefined)
    return {
      kind: 'refused',
      problem: { code: 'params', message: wrong ?? 'Something is missing.' },
      fields,
    };
  return record(
    context,
    { ...proposal, clusterId: cluster.id },
    { action, params: read.params, kind: 'change' },
  );
}

export const readOnly =
  'This deployment of Drawbridge is read-only: it has no identity that may change clusters.';
export const readOnlyHint = 'Whoever runs it can set WRITER_AZURE_CLIENT_ID.';

export interface Recorded {
  action: AnyRemediation;
  params: unknown;
  kind: 'change' | 'rollback';
  parentId?: string;
}

/** Inserts a change to be planned. The database allows one open change a cluster. */
export async function record(
  context: Context,
  {
    clusterId,
    requester,
    reason,
    ticket,
    origin,
    askedFrom,
    rollout,
  }: Omit<Proposal, 'action' | 'params'>,
  { action, params, kind, parentId }: Recorded,
): Promise<ProposeOutcome> {
  const id = context.newId();
  const made = await transact(context, async ({ tx, record: note, nudge }) => {
    const now = context.clock();
    const row = await insertChange(tx, {
      ...{ id, kind, state: 'planning', action: action.id, clusterId, params, requester },
      ...{ editors: [requester], reason, ticket, origin, parentId, askedFrom, now },
    });
    if (!row) return null;
    if (rollout) await insertRingChange(tx, { changeId: id, ...rollout });
    note({
      at: now,
      kind: 'change.proposed',
      actor: requester,
      subject: { ...subjectOf(row), ...(rollout && { rolloutId: rollout.rolloutId }) },
      data: {
        ...{ params, reason: row.reason, ticket: row.ticket },
        ...(askedFrom && { workflow: askedFrom.workflow }),
      },
    });
    nudge('plans', id);
    return row;
  });
  if (made) return { kind: 'proposed', changeId: id };
  const open = await openChangeOf(context.db, clusterId);
  // It may have ended between the two statements; then asking again succeeds.
  if (!open)
    return refused('busy', 'Another change of this cluster has just ended. Please ask again.');
  return { kind: 'busy', changeId: open.id };
}

/** What the policy wants to be said with every change. */
function paperwork(
  { reason, ticket }: Proposal,
  policy: { reason: 'required' | 'optional'; ticketPattern?: string },
): FieldProblems {
  const fields: FieldProblems = {};
  if (policy.reason === 'required' && !reason?.trim())
    fields.reason = 'Say why: a reason is needed for changes of this cluster.';
  const wrong = policy.ticketPattern && whyNoTicket(policy.ticketPattern, ticket?.trim() ?? '');
  if (wrong) fields.ticket = wrong;
  return fields;
}

function refused(code: string, message: string, hint?: string): ProposeOutcome {
  return { kind: 'refused', problem: { code, message, ...(hint && { hint }) } };
}
