import { z } from 'zod';
import type { Queryable } from '../store/pool.ts';
import { latestPostureRuns } from '../store/posture-runs.ts';

/** Wire path of the list. */
export const rangesPath = 'properties.apiServerAccessProfile.authorizedIPRanges';

const reportSchema = z.object({
  takenAt: z.string(),
  results: z.array(
    z.object({
      evidence: z.array(z.object({ path: z.string(), value: z.unknown().optional() })),
    }),
  ),
});

/**
 * The list of authorized ranges as the last report saw it, or null where none did. It tells a
 * person what to expect; a plan is never made from it.
 */
export async function lastReadRanges(
  db: Queryable,
  clusterId: string,
): Promise<{ ranges: string[]; readAt: string } | null> {
  const [run] = await latestPostureRuns(db, { clusterId });
  const report = reportSchema.safeParse(run?.report);
  if (!report.success) return null;
  const seen = report.data.results
    .flatMap(({ evidence }) => evidence)
    .find((evidence) => evidence.path === rangesPath);
  if (!seen) return null;
  return {
    ranges: Array.isArray(seen.value) ? seen.value.map(String) : [],
    readAt: report.data.takenAt,
  };
}
