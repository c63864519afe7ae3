import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import { readResourceChanges } from '../fleet/resource-changes.ts';
import type { ClusterRef, Snapshot } from '../fleet/snapshot.ts';
import type { Queryable } from '../store/pool.ts';
import { latestPostureRuns } from '../store/posture-runs.ts';
import { checks } from './checks/index.generated.ts';
import { compare } from './compare.ts';
import type { PostureConfig } from './config.ts';
import { evaluate } from './evaluate.ts';
import type { ClusterReport, Comparison } from './types.ts';
import { applyWaivers } from './waivers/apply.ts';
import { readWaivers } from './waivers/stored.ts';
import { type Changes, whyNew } from './why-new.ts';

export interface PostureOutcome {
  report: ClusterReport;
  comparison: Comparison;
}

/** Judges a snapshot, compares it with the last run of its cluster, and asks Azure who changed what if something is new. */
export async function judgeSnapshot({
  snapshot,
  reader,
  db,
  config,
  now,
  signal,
}: {
  snapshot: Snapshot;
  reader: AzureReader;
  db: Queryable;
  config: PostureConfig;
  now: () => Date;
  signal?: AbortSignal;
}): Promise<PostureOutcome> {
  const report = applyWaivers(
    evaluate(snapshot, checks, config),
    await readWaivers(db, now()),
    now(),
  );
  const clusterId = snapshot.cluster.id;
  const [last] = await latestPostureRuns(db, { clusterId, before: now() });
  const previous = (last?.report ?? null) as ClusterReport | null;
  const comparison = compare(previous, report);
  if (!previous || comparison.new.length === 0) return { report, comparison };
  const since = new Date(previous.takenAt);
  const changes = await changesSince(reader, { cluster: snapshot.cluster, since, signal });
  const reasons = whyNew({ previous, current: report, found: comparison.new, changes });
  return { report, comparison: { ...comparison, reasons } };
}

async function changesSince(
  reader: AzureReader,
  { cluster, since, signal }: { cluster: ClusterRef; since: Date; signal?: AbortSignal },
): Promise<Changes> {
  try {
    return await readResourceChanges(reader, { cluster, since }, { signal });
  } catch (error) {
    if (signal?.aborted || !(error instanceof AzureError)) throw error;
    return { problem: `Azure’s record of changes could not be read (${error.message})` };
  }
}
