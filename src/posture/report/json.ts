import { isAtLeast } from '../severity.ts';
import type { ClusterReport, Severity } from '../types.ts';

/** Reports for other programs. `severity` leaves lesser results out; grade, score and totals stay those of all. */
export function toJson(
  reports: readonly ClusterReport[],
  {
    generatedAt,
    severity = 'info',
    framework,
  }: { generatedAt: string; severity?: Severity; framework?: string },
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
    results: report.results.filter((result) => isAtLeast(result.severity, severity)),
  }));
  return `${JSON.stringify({ generatedAt, ...(framework && { framework }), clusters }, null, 2)}\n`;
}
