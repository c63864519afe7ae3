import { readFleetReport, type StoredFleetReport } from '../../posture/fleet/read.ts';
import type { FleetCluster, FleetFinding } from '../../posture/fleet/report.ts';
import { isAtLeast } from '../../posture/severity.ts';
import type { Severity } from '../../posture/types.ts';
import type { Person } from '../../rights/person.ts';
import { getFleetRun } from '../../store/fleet-runs.ts';
import type { Queryable } from '../../store/pool.ts';
import { actionIds } from '../action-ids.ts';
import type { ButtonSpec } from '../drawing.ts';
import { plural } from './posture-words.ts';

/** A look at many clusters, as it stands. */
export interface FleetValue {
  fleetRunId: string;
  filter: string;
  requestedBy: Person | null;
  of: number;
  run:
    | { state: 'running'; done: number; failed: number; waiting: string | null }
    | { state: 'failed'; message: string; hint?: string }
    | ({ state: 'done'; finishedAt: string } & StoredFleetReport);
}

export async function loadFleet(db: Queryable, fleetRunId: string): Promise<FleetValue | null> {
  const row = await getFleetRun(db, fleetRunId);
  if (!row) return null;
  const { filter, requestedBy, of } = row;
  const common = { fleetRunId, filter, requestedBy, of };
  switch (row.state) {
    case 'running': {
      const { done, failed, waiting } = row;
      return { ...common, run: { state: 'running', done, failed, waiting } };
    }
    case 'failed': {
      const { message = 'The run ended without a report.', hint } = row.problem ?? {};
      return { ...common, run: { state: 'failed', message, hint } };
    }
    case 'done': {
      const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
      return {
        ...common,
        run: { state: 'done', finishedAt, ...(await readFleetReport(db, fleetRunId)) },
      };
    }
  }
}

/** "fails on 41 of 60", with what is new and what is not known. */
export function sayFinding({ clusters, of, unknown, waived, new: fresh }: FleetFinding): string {
  const more = [
    fresh > 0 ? `${fresh} new` : '',
    unknown > 0 ? `${unknown} unknown` : '',
    waived > 0 ? `${waived} waived` : '',
  ];
  const said = more.filter(Boolean).join(', ');
  return `fails on ${clusters.length} of ${of}${said === '' ? '' : ` (${said})`}`;
}

export function atLeast(
  findings: readonly FleetFinding[],
  severity: Severity | undefined,
): FleetFinding[] {
  return findings.filter((each) => !severity || isAtLeast(each.severity, severity));
}

/** "60 clusters", "1 cluster". */
export function clusterCount(count: number): string {
  return `${count} ${plural(count, 'cluster')}`;
}

/** One thing to choose for each cluster: its own report. */
export function openSpecs(
  clusters: readonly FleetCluster[],
  runs: Record<string, string>,
): ButtonSpec[] {
  return clusters.flatMap(({ id, name, grade, score }) => {
    const runId = runs[id.toLowerCase()];
    const text = `${name}: ${grade} (${score})`;
    return runId ? [{ action: actionIds.postureOpen, payload: { runId }, text }] : [];
  });
}
