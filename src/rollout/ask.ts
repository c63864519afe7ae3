/** One approval for one ring: exactly these clusters, each with its plan. */
import { openRequest } from '../approval/requests.ts';
import { clusterOf } from '../remediation/cluster-of.ts';
import { actionOf } from '../remediation/context.ts';
import { ringHash } from '../remediation/ring-approval.ts';
import { type ApprovalPolicy, approvalPolicy } from '../rights/policy.ts';
import { changesOfRollout, insertRingAsk } from '../store/rollouts.ts';
import { type Context, type Held, save } from './context.ts';
import { namesOf } from './members.ts';
import type { Ring } from './types.ts';

/** Asks for all members that are planned. What was asked before holds for those that have begun, and for no other. */
export async function askForRing(
  context: Context,
  held: Held,
  { ring, place, again }: { ring: Ring; place: number; again?: string },
): Promise<void> {
  const { step, row, now, rings } = held;
  const changes = new Map(
    (await changesOfRollout(step.tx, row.id)).map((change) => [change.id, change]),
  );
  const planned = ring.members.filter(({ state }) => state === 'planned');
  const members = planned.flatMap(({ changeId, clusterId }) => {
    const planHash = changeId && changes.get(changeId)?.planHash;
    return changeId && planHash ? [{ clusterId, changeId, planHash }] : [];
  });
  const hash = ringHash({ rolloutId: row.id, ring: place, members });
  const askId = context.newId();
  await insertRingAsk(step.tx, {
    ...{ id: askId, rolloutId: row.id, ring: place, members, hash, createdAt: now },
  });
  await openRequest(step.tx, {
    id: context.newId(),
    subject: { kind: 'ring', id: askId },
    clusterId: null,
    hash,
    policy: await strictest(context, held, members),
    requester: row.requester,
    editors: [row.requester],
    now,
  });
  Object.assign(ring, { state: 'waiting', askId, since: now.toISOString() });
  const what = `Approval needed for the ring ${ring.name}: ${members.length === 1 ? '1 cluster' : `${members.length} clusters`} (${namesOf(planned)}), ${planned[0]?.name ?? 'the first'} first.`;
  await save(
    context,
    held,
    { rings },
    {
      ...{ kind: 'ring-asked', data: { ring: ring.name, askId, hash, members } },
      note: { kind: 'asked', text: again ? `${again} ${what}` : what, aloud: true },
    },
  );
}

/** What every one of the clusters asks for, point by point. Each decision is judged for each cluster besides. */
async function strictest(
  context: Context,
  { step, row }: Held,
  members: readonly { clusterId: string }[],
): Promise<ApprovalPolicy> {
  const { risk } = actionOf(context, row);
  const policies: ApprovalPolicy[] = [];
  for (const { clusterId } of members) {
    const cluster = await clusterOf(step.tx, clusterId);
    policies.push(approvalPolicy(context.rights(), { risk, cluster }));
  }
  const common = (of: (policy: ApprovalPolicy) => string[]) => {
    const [first = [], ...others] = policies.map(of);
    return first.filter((name) => others.every((names) => names.includes(name)));
  };
  const shared = {
    users: common(({ approvers }) => approvers.users),
    groups: common(({ approvers }) => approvers.groups),
  };
  const all = {
    users: [...new Set(policies.flatMap(({ approvers }) => approvers.users))],
    groups: [...new Set(policies.flatMap(({ approvers }) => approvers.groups))],
  };
  return {
    need: Math.max(1, ...policies.map(({ need }) => need)),
    // A user and a group may be the same person, so who is named for some of them is shown rather than nobody.
    approvers: shared.users.length + shared.groups.length > 0 ? shared : all,
    expiresInMinutes: Math.min(...policies.map(({ expiresInMinutes }) => expiresInMinutes)),
    reason: policies.some(({ reason }) => reason === 'required') ? 'required' : 'optional',
  };
}
