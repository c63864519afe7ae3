import { decide as decideRequest } from '../approval/decide.ts';
import { judgeDecision } from '../approval/judge-decision.ts';
import { clusterOf, type KnownCluster } from '../remediation/cluster-of.ts';
import { actionOf } from '../remediation/context.ts';
import type { Membership, Person } from '../rights/person.ts';
import { approvalPolicy } from '../rights/policy.ts';
import { decisionsOf, latestRequestOf } from '../store/approval-requests.ts';
import { getRingAsk } from '../store/rollouts.ts';
import { confirmationsOf } from './confirm.ts';
import { type Context, currentRing, hold, save } from './context.ts';
import { endRollout } from './end.ts';

export interface DecideInput {
  rolloutId: string;
  person: Person;
  membership: Membership;
  channel?: string | null;
  decision: 'approve' | 'reject';
  /** Of the ring that the person saw: every cluster with its plan. */
  hash: string;
  reason?: string | null;
  /** Whether the person confirmed each warning that asks for it: which those are is bound by the hash. */
  confirmed?: boolean;
}

/** `message` is the sentence that the person who pressed reads. */
export type DecideOutcome =
  | { kind: 'approved' | 'counted' | 'rejected' | 'refused'; message: string }
  /** Warnings that have to be confirmed first. */
  | { kind: 'unconfirmed'; message: string; confirm: string[] };

/** One person's decision on one ring. It has to count for every cluster of it, or it counts for none. */
export async function decideRing(context: Context, input: DecideInput): Promise<DecideOutcome> {
  const { person, membership, channel, decision, hash, reason = null } = input;
  const outcome = await hold(context, input.rolloutId, async (held): Promise<DecideOutcome> => {
    const { step, row, rings, now } = held;
    const { tx } = step;
    const at = currentRing(rings);
    const ask = at?.ring.askId ? await getRingAsk(tx, at.ring.askId) : null;
    const request = ask && (await latestRequestOf(tx, { subjectKind: 'ring', subjectId: ask.id }));
    if (!at || !ask || !request)
      return refused('No ring of this rollout waits for a decision any more.');
    const { risk } = actionOf(context, row);
    const rights = context.rights();
    const question = { rights, risk, person, membership, channel, decision, hash, now };
    const decisions = await decisionsOf(tx, request.id);
    const clusters: KnownCluster[] = [];
    for (const { clusterId } of ask.members) clusters.push(await clusterOf(tx, clusterId));
    const barred = clusters.find(
      (cluster) => !judgeDecision({ ...question, cluster, request, decisions }).ok,
    );
    const confirm = decision === 'approve' ? await confirmationsOf(tx, row.id, ask) : [];
    if (!barred && confirm.length > 0) {
      if (!input.confirmed)
        return {
          ...{ kind: 'unconfirmed', confirm },
          message: 'These plans have warnings that whoever approves has to confirm one by one.',
        };
    }
    const need = (cluster: KnownCluster) => approvalPolicy(rights, { risk, cluster }).need;
    const cluster = barred ?? clusters.toSorted((a, b) => need(b) - need(a))[0];
    if (!cluster) return refused('No cluster is left in this ring.');
    const decided = await decideRequest(tx, {
      ...{ ...question, requestId: request.id, cluster, reason },
    });
    if (decided.kind === 'refused')
      return refused(
        decided.code === 'not-approver'
          ? `${decided.message} One approval is for every cluster of the ring, ${cluster.name} among them.`
          : decided.message,
      );
    const data = { ring: at.ring.name, hash, requestId: request.id, reason };
    const who = person.name ?? person.userId;
    if (decided.kind === 'rejected') {
      const message = `${who} rejected the ring ${at.ring.name}${reason ? `: ${reason}` : '.'}`;
      await endRollout(
        context,
        held,
        { ending: 'rejected', problem: { message }, actor: person },
        { kind: 'ring-rejected', data, note: { kind: 'rejected', text: message, aloud: true } },
      );
    } else if (decided.kind === 'approved') {
      Object.assign(at.ring, { state: 'running', since: now.toISOString() });
      await save(
        context,
        held,
        { rings },
        {
          ...{ kind: 'ring-approved', actor: person },
          data: { ...data, confirmed: confirm },
          note: { kind: 'approved', text: `${who} approved the ring ${at.ring.name}.` },
        },
      );
      step.nudge('rollouts', row.id);
    } else await save(context, held, { rings });
    return { kind: decided.kind, message: decided.message };
  });
  return outcome ?? refused('I do not know this rollout any more.');
}

function refused(message: string): DecideOutcome {
  return { kind: 'refused', message };
}
