/** A rollout is asked for: which clusters, in which rings, and whether that can be asked for at all. */
import type { ClusterRef } from '../fleet/snapshot.ts';
import { findAction, transact } from '../remediation/context.ts';
import { approversTarget } from '../remediation/moves.ts';
import { readOnly, readOnlyHint } from '../remediation/propose.ts';
import { readParams } from '../remediation/read-params.ts';
import { whyNoTicket } from '../remediation/ticket.ts';
import type { Person } from '../rights/person.ts';
import { approvalPolicy } from '../rights/policy.ts';
import type { OutgoingTarget } from '../store/outgoing.ts';
import { insertRollout, latestRollouts } from '../store/rollouts.ts';
import { mostAtOnce, type RolloutConfig, ringOf, termsOf, whyFirst } from './config.ts';
import { type Context, placeOf, post } from './context.ts';
import { isOver } from './members.ts';
import type { Ring, Terms } from './types.ts';

export interface Wish {
  /** Remediation id. */
  action: string;
  params: unknown;
  /** Those that are meant; the person may propose changes to each. */
  clusters: readonly ClusterRef[];
  /** Those that were meant too, but cannot take part, and why. */
  leftOut?: { name: string; why: string }[];
  /** As it was typed. */
  filter: string;
  requester: Person;
  reason?: string | null;
  ticket?: string | null;
  origin?: { channel: string; threadTs?: string } | null;
  atOnce?: number;
  /** Between all rings, instead of what the configuration says. */
  soakMs?: number;
}

export type BeginOutcome =
  | { kind: 'begun'; rolloutId: string; board: OutgoingTarget }
  | { kind: 'refused'; message: string };

export async function begin(context: Context, wish: Wish): Promise<BeginOutcome> {
  const action = findAction(context, wish.action);
  if (!action)
    return refused(
      `"${wish.action}" is not a change that I know. I know ${context.actions.map(({ id }) => id).join(', ')}.`,
    );
  if (!context.mayWrite) return refused(`${readOnly} ${readOnlyHint}`);
  const { settings } = context;
  const read = readParams(action, wish.params, { settings, purpose: 'change' });
  if (!read.ok) return refused(Object.values(read.fields).join(' '));
  if (wish.atOnce !== undefined && wish.atOnce > mostAtOnce)
    return refused(`${wish.atOnce} clusters at once are too many: ${mostAtOnce} at most.`);
  const wrong = paperwork(context, wish, action.risk) ?? (await elsewhere(context, wish.clusters));
  if (wrong) return refused(wrong);
  const { rings, ...sorted } = intoRings(context, wish);
  const outside = [...sorted.outside, ...(wish.leftOut ?? [])];
  const [first] = rings.flatMap(({ members }) => members);
  const firstCluster =
    first && wish.clusters.find((one) => one.id.toLowerCase() === first.clusterId);
  if (!firstCluster) return refused(noRing(context.config, wish));
  const { requester, reason = null, ticket = null, origin = null } = wish;
  const id = context.newId();
  const terms: Terms = { ...termsOf(context.config), ...(wish.atOnce && { atOnce: wish.atOnce }) };
  const asked = approversTarget(context, { origin, requester }, firstCluster);
  // Its thread is found again by its place, and a reply in a thread has no thread of its own.
  const board: OutgoingTarget =
    asked.kind === 'channel' ? { kind: 'channel', channel: asked.channel } : asked;
  return transact(context, async (step) => {
    const now = context.clock();
    const row = await insertRollout(
      step.tx,
      {
        ...{ id, action: action.id, params: read.params, clusters: wish.filter, requester },
        ...{ reason, ticket, origin, board, terms, rings, outside },
      },
      now,
    );
    step.record({
      ...{ at: now, kind: 'rollout.begun', actor: requester },
      subject: { rolloutId: id, action: action.id },
      data: {
        ...{ params: read.params, clusters: wish.filter, terms, reason, ticket, outside },
        rings: rings.map(({ name, soakMs, members }) => ({
          ...{ name, soakMs, clusters: members.map(({ clusterId }) => clusterId) },
        })),
      },
    });
    await post(step, now, {
      ...{ view: 'rollout-board', valueId: id, dedupe: `rollout-board:${id}:first` },
      target: { ...row.board, state: { place: placeOf(row.board) } } as OutgoingTarget,
    });
    step.nudge('rollouts', id);
    return { kind: 'begun', rolloutId: id, board };
  });
}

function intoRings(
  { config, clock }: Context,
  { clusters, soakMs }: Wish,
): { rings: Ring[]; outside: { name: string; why: string }[] } {
  const since = clock().toISOString();
  const sorted = clusters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rings = config.rings.map((ring, place): Ring => {
    const members = sorted
      .filter((cluster) => ringOf(config, cluster) === place)
      .map((cluster) => ({
        ...{ clusterId: cluster.id.toLowerCase(), name: cluster.name },
        ...{ state: 'later' as const, since, changeId: null, why: whyFirst(config, cluster) },
        ...{ before: null, after: null, vouched: null },
      }));
    const soak = soakMs ?? ring.soak ?? config.soak;
    return {
      ...{ name: ring.name, state: 'later', soakMs: soak, soakUntil: null, askId: null, since },
      members,
    };
  });
  const outside = sorted
    .filter((cluster) => ringOf(config, cluster) < 0)
    .map(({ name }) => ({ name, why: 'It has the tag of no ring.' }));
  return { rings: rings.filter(({ members }) => members.length > 0), outside };
}

function noRing(config: RolloutConfig, { clusters, filter, leftOut = [] }: Wish): string {
  const [first] = leftOut;
  if (clusters.length === 0 && first)
    return `No cluster of ${filter} can take part. ${first.name}: ${first.why}`;
  const tags = config.rings.map(({ name, tag }) => `${name} (${[tag].flat().join(', ')})`);
  const count = clusters.length === 1 ? 'The cluster' : `None of the ${clusters.length} clusters`;
  const verb = clusters.length === 1 ? 'belongs to no ring' : 'belongs to a ring';
  return `${count} that ${filter} means ${verb}. The rings are told by their tags: ${tags.join('; ')}.`;
}

/** What some policy wants to be said with every change, said once for all of them. */
function paperwork(
  { rights }: Context,
  { clusters, reason, ticket }: Wish,
  risk: 'low' | 'high' | 'critical',
): string | undefined {
  for (const cluster of clusters) {
    const policy = approvalPolicy(rights(), { risk, cluster });
    if (policy.reason === 'required' && !reason?.trim())
      return `Say why, with “because …”: a reason is needed for changes of ${cluster.name}.`;
    const wrong = policy.ticketPattern && whyNoTicket(policy.ticketPattern, ticket?.trim() ?? '');
    if (wrong) return `${cluster.name}: ${wrong}`;
  }
  return undefined;
}

/** A cluster takes part in one rollout at a time. */
async function elsewhere(
  { db }: Context,
  clusters: readonly ClusterRef[],
): Promise<string | undefined> {
  const wanted = new Set(clusters.map(({ id }) => id.toLowerCase()));
  for (const { id, state, rings } of await latestRollouts(db, 100)) {
    if (state !== 'running') continue;
    const members = (rings as Ring[]).flatMap((ring) => ring.members);
    const taken = members.find((one) => wanted.has(one.clusterId) && !isOver(one));
    if (taken)
      return `${taken.name} is part of rollout ${id.slice(0, 8)}, which goes on. Stop that one, skip the cluster there, or wait for its end.`;
  }
  return undefined;
}

function refused(message: string): BeginOutcome {
  return { kind: 'refused', message };
}
