import { checks } from '../../posture/checks/index.generated.ts';
import { type Framework, frameworks, narrowTo } from '../../posture/frameworks.ts';
import { readPosture } from '../../posture/run.ts';
import { isAtLeast } from '../../posture/severity.ts';
import type { CheckResult, ClusterReport, Comparison, Severity } from '../../posture/types.ts';
import type { Person } from '../../rights/person.ts';
import { getClusterRow } from '../../store/clusters.ts';
import type { Queryable } from '../../store/pool.ts';
import { getPostureRun } from '../../store/posture-runs.ts';

/** A run of the posture checks, as it stands. */
export interface PostureValue {
  runId: string;
  clusterId: string;
  name: string;
  requestedBy: Person | null;
  startedAt: string;
  run:
    | { state: 'running'; progress: { done: number; of: number; now: string } | null }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; report: ClusterReport; comparison: Comparison };
}

export async function loadPosture(db: Queryable, runId: string): Promise<PostureValue | null> {
  const row = await getPostureRun(db, runId);
  if (!row) return null;
  const cluster = await getClusterRow(db, row.clusterId);
  const common = {
    runId,
    clusterId: row.clusterId,
    name: cluster?.name ?? row.clusterId.split('/').at(-1) ?? row.clusterId,
    requestedBy: row.requestedBy,
    startedAt: row.startedAt.toISOString(),
  };
  if (row.state === 'running')
    return { ...common, run: { state: 'running', progress: row.progress } };
  const outcome = await readPosture(db, runId);
  if (!outcome || !row.finishedAt) {
    const { message = 'The run ended without a report.', hint } = row.problem ?? {};
    return { ...common, run: { state: 'failed', message, hint } };
  }
  return {
    ...common,
    run: { state: 'done', finishedAt: row.finishedAt.toISOString(), ...outcome },
  };
}

/** What the person asked to see of it. */
export interface PostureFilter {
  severity?: Severity;
  layer?: string;
  framework?: Framework;
}

type Done = Extract<PostureValue['run'], { state: 'done' }>;

/** Report and comparison of the checks of one framework alone; without one, of all. */
export function narrowed(done: Done, framework: Framework | undefined): Done {
  if (!framework) return done;
  const report = narrowTo(done.report, checks, framework);
  const ids = new Set(report.results.map(({ check }) => check));
  const inFramework = (list: string[]) => list.filter((check) => ids.has(check));
  const { comparison } = done;
  return {
    ...done,
    report,
    comparison: {
      ...comparison,
      new: inFramework(comparison.new),
      fixed: inFramework(comparison.fixed),
      unchanged: inFramework(comparison.unchanged),
      becameUnknown: inFramework(comparison.becameUnknown),
    },
  };
}

export function filtered(
  results: readonly CheckResult[],
  { severity, layer }: PostureFilter,
): CheckResult[] {
  return results.filter(
    (result) =>
      (!severity || isAtLeast(result.severity, severity)) && (!layer || result.layer === layer),
  );
}

export function filterOf(state: Record<string, unknown>): PostureFilter {
  return {
    severity: typeof state.severity === 'string' ? (state.severity as Severity) : undefined,
    layer: typeof state.layer === 'string' ? state.layer : undefined,
    framework: frameworks.find((framework) => framework === state.framework),
  };
}
