import type { FleetReport } from '../fleet/report.ts';
import { isAtLeast } from '../severity.ts';
import type { ClusterReport, Severity } from '../types.ts';
import { fleetToJson } from './fleet.ts';

/** Reports for other programs. `severity` leaves lesser results out; grade, score and totals stay those of all. */
export function toJson(
  reports: readonly ClusterReport[],
  {
    generatedAt,
    severity = 'info',
    framework,
    fleet,
  }: { generatedAt: string; severity?: Severity; framework?: string; fleet?: FleetReport },
): string {
  const clusters = reports.map(({ cluster, ...report }) => ({
    id: report.id,
    name: report.name,
    grade: report.grade,
    score: report.score,
    takenAt: report.takenAt,
    ...(report.managedBy && { managedBy: report.managedBy }),
    resourceGroup: cluster.resourceGroup,
    location: cluster.location,
    totals: report.totals,
    failed: report.failed,
    unreadable: report.unreadable,
    ...(report.lapsed && { lapsedWaivers: report.lapsed }),
    results: report.results.filter((result) => isAtLeast(result.severity, severity)),
  }));
  const whole = {
    generatedAt,
    ...(framework && { framework }),
    ...(fleet && { fleet: fleetToJson(fleet, severity) }),
    clusters,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
