/** Runs that look into audit logs: alerts are made of what they find, and those go to whom the routes say. */
import { z } from 'zod';
import { duration } from '../config/duration.ts';
import { looksForOf, neverThere } from '../forbidden/alerts/looking.ts';
import type { ClusterLook } from '../forbidden/types.ts';
import { drawbridgeItself } from '../rights/person.ts';
import { forbiddenRuns, startForbiddenRun } from '../store/forbidden-runs.ts';
import { blindElsewhere, timeToMakeUpFor } from '../store/looking.ts';
import { defineRunner, type Notice, type Runner } from './define-runner.ts';

const shortest = 5 * 60_000;
const longest = 24 * 3_600_000;

const given = z.strictObject(
  {
    window: z
      .string('should be a length of time, such as 30m')
      .refine(
        (text) => {
          const length = duration(text);
          return length !== undefined && length >= shortest && length <= longest;
        },
        { error: ({ input }) => `"${input}" is not a length of time from 5m to 24h` },
      )
      // Rows come late, and what was seen before is not told again.
      .default('30m'),
  },
  'should be { window: 30m }',
);

interface LogsRun {
  run: string;
  summary: string;
  /** `forbidden` for refused calls, and ids of detections. */
  lookFor: readonly string[];
  /** What is looked for, in the plural: "kinds of refused calls". */
  things: string;
}

export function logsRunner({ run: name, summary, lookFor, things }: LogsRun): Runner {
  return defineRunner({
    run: name,
    summary,
    with: given,
    leastClusters: 1,
    async begin({ db, workflow, clusters, now, newId }, { window }) {
      const valueId = newId();
      const clusterIds = clusters.map(({ id }) => id);
      const usual = new Date(now.getTime() - (duration(window) ?? longest));
      // What nobody could look at when it was time is looked at now.
      const missed = await timeToMakeUpFor(db, {
        ...{ clusterIds, looksFor: looksForOf(lookFor) },
        notBefore: new Date(now.getTime() - longest),
      });
      await startForbiddenRun(db, {
        id: valueId,
        filter: `workflow ${workflow}`,
        clusterIds,
        groupedBy: 'actor',
        lookFor,
        since: missed && missed < usual ? missed : usual,
        until: now,
        requestedBy: drawbridgeItself,
        now,
      });
      return { valueId, nudge: 'forbidden' };
    },
    async collect(db, { valueId, before: [previous] }, { takeAlerts }) {
      const run = await forbiddenRuns.get(db, valueId);
      if (run?.state === 'running') return { state: 'running' };
      if (run?.state !== 'done')
        return {
          state: 'failed',
          message: run?.problem?.message ?? 'The look at the logs is gone.',
        };
      // Results are written by the look at the logs alone.
      const looks = run.result as ClusterLook[];
      await takeAlerts(looks, lookFor);
      const earlier = previous ? (await forbiddenRuns.get(db, previous))?.result : null;
      const looked = looks.filter(({ problem }) => problem === null).length;
      const seen = looks.reduce((sum, { sightings }) => sum + sightings.length, 0);
      const at = run.startedAt;
      const told = await blindElsewhere(db, {
        ...{ clusterIds: run.clusterIds, looksFor: looksForOf(lookFor), at },
        since: new Date(at.getTime() - longest),
      });
      const toldByOthers = new Set(told.map(({ clusterId, code }) => `${clusterId} ${code}`));
      const summary = `${looked} of ${run.clusterIds.length} clusters looked at; ${things}: ${seen}.`;
      const notices = unseen(looks, earlier as ClusterLook[] | null, toldByOthers);
      return { state: 'done', notices, summary };
    },
  });
}

/**
 * A log that is not there is told once, by whichever workflow finds it first: silence would look like peace. What merely fails for a time is an alarm of the
 * alerts, which tells since when nobody looks, and that it is over.
 */
function unseen(
  looks: readonly ClusterLook[],
  earlier: readonly ClusterLook[] | null,
  toldByOthers: ReadonlySet<string>,
): Notice[] {
  const before = new Map(earlier?.map((look) => [look.clusterId.toLowerCase(), gapOf(look)]));
  return looks.flatMap((look): Notice[] => {
    const id = look.clusterId.toLowerCase();
    const [gap, was] = [gapOf(look), before.get(id) ?? null];
    if (gap?.code === was?.code || (gap === null && look.problem)) return [];
    const name = id.split('/').at(-1) ?? id;
    const about = { fingerprint: `${id}/logs`, clusterIds: [id], always: true as const };
    if (gap === null) {
      const text = `${name}: the audit log can be looked at again`;
      return [{ ...about, change: 'resolved', severity: 'info', text }];
    }
    if (toldByOthers.has(`${id} ${gap.code}`)) return [];
    const text = `${name}: the audit log cannot be looked at: ${gap.message}`;
    return [{ ...about, change: was ? 'changed' : 'new', severity: 'medium', text }];
  });
}

function gapOf({ problem }: ClusterLook): { code: string; message: string } | null {
  return problem && neverThere.includes(problem.code) ? problem : null;
}
