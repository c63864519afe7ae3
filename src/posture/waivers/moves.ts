import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { ClusterTraits } from '../../rights/match.ts';
import { drawbridgeItself, type Person } from '../../rights/person.ts';
import { type ApprovalPolicy, approvalPolicy, approvalsChannel } from '../../rights/policy.ts';
import type { Rights, Risk } from '../../rights/schema.ts';
import type { OutgoingTarget } from '../../store/outgoing.ts';
import {
  claimWaiver,
  type WaiverClaim,
  type WaiverRow,
  type WaiverState,
} from '../../store/waivers.ts';
import type { Check } from '../define-check.ts';
import type { Context, Step } from './context.ts';
import { scopeInWords, type WaiverScope } from './scope.ts';

export interface Move {
  to: WaiverState;
  set?: WaiverClaim['set'];
  actor?: Person;
  /** What the trail says beside the state. */
  data?: object;
  now: Date;
}

/**
 * One step of a waiver by compare-and-swap, its entry in the trail, and the request to redraw what
 * shows it: one transaction. Null when somebody else was first.
 */
export async function moveWaiver(
  step: Step,
  row: WaiverRow,
  { to, set = {}, actor = drawbridgeItself, data = {}, now }: Move,
): Promise<WaiverRow | null> {
  const moved = await claimWaiver(step.tx, {
    id: row.id,
    from: row,
    to,
    set: { ...set, ...(to !== 'waiting' && to !== 'active' && { endedAt: now, endedBy: actor }) },
  });
  if (!moved) return null;
  await redraw(step, moved);
  if (row.state !== to)
    step.record({
      at: now,
      kind: `waiver.${to}`,
      actor,
      subject: subjectOf(moved),
      data: { from: row.state, until: moved.until, ...data },
    });
  if (row.state === 'active' || to === 'active') step.turned(moved.scope as WaiverScope);
  return moved;
}

/** What entries of the trail about a waiver are filed under. */
export function subjectOf({ id, checkId, scope, object }: WaiverRow) {
  const clusterId = onlyCluster(scope as WaiverScope);
  return {
    ...(clusterId && { clusterId }),
    waiverId: id,
    check: checkId,
    scope,
    ...(object !== null && { object }),
  };
}

export function onlyCluster({ ids = [], names, tags }: WaiverScope): string | null {
  return ids.length === 1 && !names && !tags ? (ids[0] ?? null) : null;
}

/** Edits the cards and notes that show a waiver, wherever they are. */
async function redraw(step: Step, { id, version }: WaiverRow): Promise<void> {
  for (const view of ['waiver-card', 'waiver-note'])
    await step.send({
      ...{ view, valueId: id, target: { kind: 'everywhere' } },
      dedupe: `${view}:${id}:v${version}`,
    });
}

/** Where the person who asked is answered: where they asked, else in a direct message. */
export function requesterTarget({
  origin,
  requester,
}: Pick<WaiverRow, 'origin' | 'requester'>): OutgoingTarget | null {
  if (origin) return { kind: 'channel', ...origin };
  return requester && { kind: 'person', userId: requester.userId };
}

/** Where approvers are asked and told: the channel of the first cluster that has one. Null if none has. */
export function approversTarget(
  rights: Rights,
  clusters: readonly ClusterTraits[],
): OutgoingTarget | null {
  for (const cluster of clusters) {
    const channel = approvalsChannel(rights, cluster);
    if (channel) return { kind: 'channel', channel };
  }
  return null;
}

/** A critical finding is waived as a critical change is approved, every other one as an ordinary change. */
export function riskOf({ checks }: Pick<Context, 'checks'>, checkId: string): Risk {
  return checkOf({ checks }, checkId)?.severity === 'critical' ? 'critical' : 'high';
}

export function checkOf({ checks }: Pick<Context, 'checks'>, checkId: string): Check | undefined {
  return checks.find(({ id }) => id === checkId);
}

/** The clusters by which a waiver is judged; where none is left, what its scope says of them. */
export function judgedBy(clusters: readonly ClusterRef[], scope: WaiverScope): ClusterTraits[] {
  if (clusters.length > 0) return [...clusters];
  const tags = Object.entries(scope.tags ?? {}).map(([key, [first = '']]) => [key, first]);
  return [{ name: scopeInWords(scope), tags: Object.fromEntries(tags) }];
}

/** The strictest policy among the clusters: a tag must not lend one cluster another's approvers' number. */
export function strictest(
  rights: Rights,
  { risk, clusters }: { risk: Risk; clusters: readonly ClusterTraits[] },
): { policy: ApprovalPolicy; cluster: ClusterTraits } {
  const [first, ...rest] = clusters.map((cluster) => ({
    policy: approvalPolicy(rights, { risk, cluster }),
    cluster,
  }));
  if (!first) throw new Error('A waiver that means no cluster has no policy');
  return rest.reduce((most, each) => (each.policy.need > most.policy.need ? each : most), first);
}
