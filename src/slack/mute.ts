import { type Cover, isCovered } from '../forbidden/alerts/cover.ts';
import type { MutePreview } from '../forbidden/alerts/mute-preview.ts';
import type { ClusterTraits } from '../rights/match.ts';
import { type AlertRow, listAlerts } from '../store/alerts.ts';
import type { MuteRow } from '../store/mutes.ts';
import type { CommandContext } from './context.ts';
import { judgeFor, refusalFor, refusalText } from './may.ts';

type Asking = Pick<CommandContext, 'deps' | 'person' | 'origin'>;

/**
 * Why the person may not mute this; null where they may. What is grave can be muted by those who approve changes to the
 * cluster alone: to hide an attack is worth as much as a change. So is to hide it on every cluster, for which that has
 * to hold on every cluster.
 */
export async function mayMute(
  context: Asking,
  { severity, cluster }: { severity: string; cluster: ClusterTraits },
  /** What was chosen; a wide choice may hide what is graver than the alert at hand. */
  chosen?: Pick<MutePreview, 'kind' | 'graveAt'>,
): Promise<string | null> {
  if (chosen?.kind === 'everywhere') {
    const verdict = await judgeFor(context, 'approve', null);
    return verdict.allowed ? null : refusalText(verdict);
  }
  const hidesGrave = isGrave({ severity }) || Boolean(chosen?.graveAt);
  return refusalFor(context, hidesGrave ? 'approve' : 'propose', cluster);
}

/** Why the person may not edit this mute; null where they may. Whoever may mute what it hides may. */
export async function mayEditMute(
  context: Asking,
  { clusterId, cover }: Pick<MuteRow, 'clusterId' | 'cover'>,
): Promise<string | null> {
  const { deps } = context;
  if (clusterId === null) {
    const verdict = await judgeFor(context, 'approve', null);
    return verdict.allowed ? null : refusalText(verdict);
  }
  const cluster = (await deps.fleet.all()).find(({ id }) => id.toLowerCase() === clusterId);
  if (!cluster) return 'The cluster of this mute is no longer in the fleet.';
  const rows = await listAlerts(deps.db, {
    ...{ states: ['open', 'acknowledged', 'muted', 'resolved'], clusterId, limit: null },
  });
  // What it was made to hide counts also where no alert of it is remembered any more.
  const wasGrave = cover.worst !== undefined && isGrave(cover.worst);
  const severity =
    wasGrave || rows.some((row) => isGrave(row) && isAbout(cover, row)) ? 'high' : 'medium';
  return mayMute(context, { severity, cluster });
}

function isGrave({ severity }: Pick<AlertRow, 'severity'>): boolean {
  return severity === 'critical' || severity === 'high';
}

/** Whether a mute hides an alert, or would if it knew its addresses and agents. */
function isAbout(cover: Cover, { sighting, seen, severity }: AlertRow): boolean {
  const { addresses, agents } = seen;
  return isCovered(
    { ...cover, addresses, agents },
    { ...sighting, ...seen, severity, distinct: undefined },
  );
}
