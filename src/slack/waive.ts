import type { ClusterRef } from '../fleet/snapshot.ts';
import { fitsScope, type WaiverScope } from '../posture/waivers/scope.ts';
import type { WaiverValue } from '../posture/waivers/types.ts';
import { latestResults } from '../store/waivers.ts';
import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';
import { allowedAmong, judgeFor, refusalText } from './may.ts';

export interface WaiverWish {
  check: string;
  scope: WaiverScope;
  object?: string;
  forMs: number;
  reason: string;
  /** The waiver whose place it takes. */
  renews?: string;
}

export type Waived =
  | { kind: 'asked'; waiverId: string }
  /** `fields` are named as those of the form are. */
  | { kind: 'refused'; sentence: string; fields: Record<string, string> };

type Asking = Pick<CommandContext, 'deps' | 'person' | 'origin'>;

/** Asks for a waiver in the name of the person, who must be allowed to propose changes to every cluster that it means. */
export async function waive(context: Asking, wish: WaiverWish): Promise<Waived> {
  const { deps, person, origin } = context;
  const clusters = await clustersIn(context, wish.scope);
  const refusal = clusters.length > 0 ? await refusalFor(context, clusters) : null;
  if (refusal) return { kind: 'refused', sentence: refusal, fields: {} };
  const result = await deps.waivers.ask({
    ...{ check: wish.check, scope: wish.scope, object: wish.object ?? null },
    ...{ forMs: wish.forMs, reason: wish.reason, renews: wish.renews ?? null },
    requester: person,
    origin: origin.channel
      ? { channel: origin.channel, ...(origin.threadTs && { threadTs: origin.threadTs }) }
      : null,
  });
  return result.kind === 'asked'
    ? result
    : { kind: 'refused', sentence: escapeMrkdwn(result.message), fields: result.fields };
}

/** Why the person may not have findings of these clusters waived, or a waiver of them ended; null where they may. */
export async function refusalFor(
  context: Asking,
  clusters: readonly Pick<ClusterRef, 'id' | 'name' | 'tags'>[],
): Promise<string | null> {
  if (clusters.length === 0) {
    const verdict = await judgeFor(context, 'propose', null);
    return verdict.allowed ? null : refusalText(verdict);
  }
  const allowed = await allowedAmong(context, 'propose', clusters);
  const refused = clusters.find((cluster) => !allowed.includes(cluster));
  if (!refused) return null;
  const verdict = await judgeFor(context, 'propose', refused);
  const why = verdict.allowed ? '' : refusalText(verdict);
  return clusters.length === 1
    ? why
    : `This means ${clusters.length} clusters, and you may propose changes to ${allowed.length} of them. ${why}`;
}

/** Clusters of the fleet that a scope means. */
export async function clustersIn({ deps }: Asking, scope: WaiverScope): Promise<ClusterRef[]> {
  return (await deps.fleet.all()).filter((cluster) => fitsScope(scope, cluster));
}

/** What of a check's finding could be waived by itself: the objects in the newest reports. */
export async function objectsOf(
  { deps }: Asking,
  { check, clusters }: { check: string; clusters: readonly Pick<ClusterRef, 'id'>[] },
): Promise<string[]> {
  const clusterIds = clusters.map(({ id }) => id);
  const rows = await latestResults(deps.db, { clusterIds, check });
  const pieces = rows
    .filter(({ result }) => result?.outcome === 'fail')
    .flatMap(({ result }) => result.evidence as { object?: string }[]);
  const objects = pieces.flatMap(({ object }) => object ?? []);
  return objects.length === pieces.length ? [...new Set(objects)] : [];
}

/** Those of which the person may see at least one cluster. */
export async function visibleWaivers(
  context: Asking,
  waivers: readonly WaiverValue[],
): Promise<WaiverValue[]> {
  const readable = await allowedAmong(context, 'read', await context.deps.fleet.all());
  const ids = new Set(readable.map(({ id }) => id.toLowerCase()));
  return waivers.filter(({ clusters }) => clusters.some(({ id }) => ids.has(id.toLowerCase())));
}
