import type { ClusterReport, Comparison, OutcomeKind } from '../types.ts';

/** What a report on the whole fleet needs of one cluster: a thousand of these fit into memory, a thousand reports do not. */
export interface ClusterDigest {
  id: string;
  name: string;
  /** The team; null where no tag names one. */
  owner: string | null;
  grade: ClusterReport['grade'];
  score: number;
  failed: ClusterReport['failed'];
  unknown: number;
  /** By check id. */
  outcomes: Record<string, OutcomeKind>;
  /** When the run before was; null where there was none. */
  previousAt: string | null;
  /** Checks whose findings are new since then. */
  new: string[];
}

export function digestOf(
  report: ClusterReport,
  comparison: Comparison | null,
  owner: string | null,
): ClusterDigest {
  return {
    id: report.id,
    name: report.name,
    owner,
    grade: report.grade,
    score: report.score,
    failed: report.failed,
    unknown: report.totals.unknown,
    outcomes: Object.fromEntries(report.results.map(({ check, outcome }) => [check, outcome])),
    previousAt: comparison?.previousAt ?? null,
    new: comparison?.new ?? [],
  };
}
