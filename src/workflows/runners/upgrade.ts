/** Versions that run out of support, windows that come, and upgrades that failed: each told once. */
import { z } from 'zod';
import type { Severity } from '../../posture/types.ts';
import { drawbridgeItself } from '../../rights/person.ts';
import {
  forgetUpgradeFailures,
  startUpgradeRun,
  takeUpgradeWarnings,
  upgradedFromHere,
  upgradeRuns,
} from '../../store/upgrade-runs.ts';
import type { FleetUpgradeReport, UpgradeReport } from '../../upgrade/types.ts';
import { type Warning, type WarningKind, warningsIn } from '../../upgrade/warnings.ts';
import { defineRunner, type Notice } from '../define-runner.ts';

const kinds = ['support', 'window', 'failure'] as const satisfies readonly WarningKind[];
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

export const runner = defineRunner({
  run: 'upgrade',
  summary:
    'looks at versions and their support, as `/aks upgrade` does, and warns, each thing once: before support ends (`with.days`, 90, 60, 30, 14 and 7 if not said), before AKS upgrades by itself in a window (`with.hours`, 24 if not said), and when such an upgrade failed; `with.about` takes some of support, window and failure',
  with: z.strictObject(
    {
      about: z
        .array(z.enum(kinds, 'is support, window or failure'))
        .min(1, 'is empty')
        .default([...kinds])
        .describe('What to warn of: support, window, failure.'),
      days: z
        .array(z.int('is a number of days').min(1).max(365))
        .min(1, 'is empty')
        .default([90, 60, 30, 14, 7])
        .describe('So many days before support ends.'),
      hours: z
        .int('is a number of hours')
        .min(1)
        .max(14 * 24)
        .default(24)
        .describe('So many hours before a window in which AKS would upgrade.'),
    },
    'takes about, days and hours',
  ),
  leastClusters: 1,
  async begin({ db, workflow, shadow, clusters, now, newId }) {
    const valueId = newId();
    await startUpgradeRun(db, {
      id: valueId,
      // Also for whom warnings are taken: what nobody was told in shadow is told afterwards.
      filter: `${shadow ? 'shadow of ' : ''}workflow ${workflow}`,
      clusterIds: clusters.map(({ id }) => id),
      requestedBy: drawbridgeItself,
      now,
    });
    return { valueId, nudge: 'upgrades' };
  },
  async collect(db, { valueId, before: [previous], with: { about, days, hours } }) {
    const run = await upgradeRuns.get(db, valueId);
    if (run?.state === 'running') return { state: 'running' };
    if (run?.state !== 'done' || !run.result || !run.finishedAt)
      return { state: 'failed', message: run?.problem?.message ?? 'The look is gone.' };
    // Results are written by the job alone.
    const report = run.result as FleetUpgradeReport;
    const earlier = previous
      ? ((await upgradeRuns.get(db, previous))?.result as FleetUpgradeReport | null)
      : null;
    const at = run.finishedAt;
    const ours = await upgradedFromHere(db, {
      clusterIds: run.clusterIds,
      since: new Date(at.getTime() - 2 * dayMs),
    });
    const warnings = report.clusters.flatMap((cluster) =>
      warningsIn(cluster, { at, days, withinMs: hours * hourMs })
        .filter(({ kind }) => about.includes(kind))
        // Whoever asked for it has been told by its card.
        .filter(
          ({ kind, isOwn }) => kind !== 'failure' || isOwn || !ours.has(cluster.id.toLowerCase()),
        )
        .map((warning) => ({ ...warning, cluster, clusterId: cluster.id.toLowerCase() })),
    );
    const well = report.clusters.filter(({ failedUpgrade }) => failedUpgrade === null);
    await forgetUpgradeFailures(db, { for: run.filter, clusterIds: well.map(({ id }) => id) });
    const taken = await takeUpgradeWarnings(db, {
      ...{ runId: valueId, for: run.filter, warnings, now: at },
    });
    const isMine = new Set(taken.map(({ clusterId, occasion }) => `${clusterId} ${occasion}`));
    const told = warnings.filter(({ clusterId, occasion }) =>
      isMine.has(`${clusterId} ${occasion}`),
    );
    return {
      state: 'done',
      notices: [...told.map(noticeOf), ...unreadOf(report, earlier)],
      summary: summaryOf(report),
      nothing:
        'No version nears the end of its support, and no upgrade of AKS’s own is due or failed',
    };
  },
});

function noticeOf({
  cluster,
  clusterId,
  occasion,
  severity,
  text,
}: Warning & { cluster: UpgradeReport; clusterId: string }): Notice {
  return {
    ...{ fingerprint: `${clusterId}/${occasion}`, change: 'new', severity: severity as Severity },
    clusterIds: [clusterId],
    text: `${cluster.name}: ${text}`,
  };
}

function unreadOf(now: FleetUpgradeReport, earlier: FleetUpgradeReport | null): Notice[] {
  const before = new Set(earlier?.unread.map(({ id }) => id.toLowerCase()));
  return now.unread
    .filter(({ id }) => !before.has(id.toLowerCase()))
    .map(({ id, name, reason }) => ({
      fingerprint: `${id.toLowerCase()}/unread`,
      always: true,
      change: 'new',
      severity: 'high',
      clusterIds: [id.toLowerCase()],
      text: `${name} could not be read: ${reason}`,
    }));
}

function summaryOf({ clusters, unread }: FleetUpgradeReport): string {
  const count = (kind: UpgradeReport['support']['kind']) =>
    clusters.filter(({ support }) => support.kind === kind).length;
  const silent = clusters.filter(({ ownRecord }) => ownRecord.kind === 'unknown').length;
  const unseen =
    silent > 0 ? ` What AKS says of its own upgrades could not be read of ${silent}.` : '';
  return `${clusters.length} of ${clusters.length + unread.length} clusters looked at: ${count('out')} out of support, ${count('platform')} with platform support only, of ${count('unknown')} it is not known.${unseen}`;
}
