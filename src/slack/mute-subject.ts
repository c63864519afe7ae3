/** What is to be muted: an alert, or refused calls of which there is no alert. */
import { z } from 'zod';
import { fingerprint } from '../forbidden/alerts/fingerprint.ts';
import type { MuteSubject } from '../forbidden/alerts/mute-preview.ts';
import type { AlertValue } from '../forbidden/alerts/types.ts';
import type { ClusterLook, Sighting } from '../forbidden/types.ts';
import { forbiddenRuns } from '../store/forbidden-runs.ts';
import type { SlackDeps } from './context.ts';
import { alertTitle } from './views/alert-text.ts';

/** As buttons and forms carry it: a sighting is too long for them, so they name the run that found it. */
export const mutedSchema = z.union([
  z.object({ alertId: z.string() }),
  z.object({ runId: z.string(), fingerprint: z.string() }),
]);

export type Muted = z.infer<typeof mutedSchema>;

export interface FoundSubject extends Pick<AlertValue, 'severity' | 'cluster'> {
  subject: MuteSubject;
  /** Plain text; others chose parts of it. */
  title: string;
  /** How many such calls the report saw; null for an alert, whose calls are remembered. */
  reported: number | null;
}

/** Null where the alert or the run is gone. */
export async function findSubject(
  { db, alerts, fleet }: Pick<SlackDeps, 'db' | 'alerts' | 'fleet'>,
  muted: Muted,
): Promise<FoundSubject | null> {
  if ('alertId' in muted) {
    const alert = await alerts.describe(muted.alertId);
    if (!alert) return null;
    const { severity, cluster } = alert;
    return { subject: muted, severity, cluster, title: alertTitle(alert), reported: null };
  }
  const run = await forbiddenRuns.get(db, muted.runId);
  const sighting = ((run?.result ?? []) as ClusterLook[])
    .flatMap((look) => look.sightings)
    .find((each) => fingerprint(each) === muted.fingerprint);
  const cluster = (await fleet.all()).find(
    ({ id }) => id.toLowerCase() === sighting?.clusterId.toLowerCase(),
  );
  if (!sighting || !cluster) return null;
  return {
    subject: { sighting },
    ...{ severity: sighting.severity, cluster, title: sightingTitle(sighting, cluster.name) },
    reported: sighting.calls,
  };
}

function sightingTitle(sighting: Sighting, cluster: string): string {
  return alertTitle({
    sighting,
    cluster: { id: sighting.clusterId, name: cluster, tags: {} },
    context: { title: null },
  });
}
