/** The checks of posture over the clusters of a workflow, and what is different since it last looked. */
import { z } from 'zod';
import { checks } from '../../posture/checks/index.generated.ts';
import type { ClusterDigest } from '../../posture/fleet/digest.ts';
import type { Severity } from '../../posture/types.ts';
import { drawbridgeItself } from '../../rights/person.ts';
import {
  type FleetMember,
  fleetMembers,
  getFleetRun,
  startFleetRun,
} from '../../store/fleet-runs.ts';
import type { Queryable } from '../../store/pool.ts';
import { remediesOf } from '../../store/remedies.ts';
import { defineRunner, type Notice } from '../define-runner.ts';

const known = new Map<string, (typeof checks)[number]>(checks.map((check) => [check.id, check]));

export const runner = defineRunner({
  run: 'posture',
  summary:
    'looks at the posture of the clusters, as `/aks posture` does, and tells which findings are new or gone',
  with: z.strictObject({}, 'takes nothing here'),
  leastClusters: 1,
  remedies: true,
  async begin({ db, workflow, clusters, now, newId }) {
    const valueId = newId();
    await startFleetRun(db, {
      id: valueId,
      filter: `workflow ${workflow}`,
      members: clusters.map(({ id }) => ({ runId: newId(), clusterId: id })),
      requestedBy: drawbridgeItself,
      now,
    });
    return { valueId, nudge: 'fleet' };
  },
  async collect(db, { valueId, before }) {
    const run = await getFleetRun(db, valueId);
    if (run?.state === 'running') return { state: 'running' };
    if (run?.state !== 'done')
      return {
        state: 'failed',
        message: run?.problem?.message ?? 'The look at the clusters is gone.',
      };
    const members = await fleetMembers(db, valueId);
    const notices = await withRemedies(db, notesOf(members, await lastDigests(db, before)));
    const read = members.filter(({ state }) => state === 'done').length;
    const failed = members.reduce((sum, { digest }) => sum + failuresOf(digest), 0);
    const unknown = members.reduce((sum, { digest }) => sum + (digestOf(digest)?.unknown ?? 0), 0);
    const summary = `${read} of ${members.length} ${members.length === 1 ? 'cluster' : 'clusters'} read: ${failed} findings, ${unknown} checks unknown.`;
    return { state: 'done', notices, summary };
  },
});

/** A finding that is new, and that a change could mend, says which. */
async function withRemedies(db: Queryable, notices: readonly Notice[]): Promise<Notice[]> {
  const runIds = notices.flatMap(({ change, postureRunId }) =>
    change === 'new' && postureRunId ? [postureRunId] : [],
  );
  const found = await remediesOf(db, [...new Set(runIds)]);
  return notices.map((notice) => {
    const [clusterId = '', check] = [notice.clusterIds[0], notice.fingerprint.split('/').at(-1)];
    const remedy = found.find((each) => each.runId === notice.postureRunId && each.check === check);
    if (notice.change !== 'new' || !remedy) return notice;
    const { action, params } = remedy;
    return { ...notice, remedy: { action, params, clusterId, check: remedy.check } };
  });
}

/** What each cluster came to when this workflow last read it; it may have been unreadable in between. */
async function lastDigests(
  db: Queryable,
  before: readonly string[],
): Promise<Map<string, { digest: ClusterDigest | null; unread: boolean }>> {
  const last = new Map<string, { digest: ClusterDigest | null; unread: boolean }>();
  for (const valueId of before) {
    for (const { clusterId, state, digest } of await fleetMembers(db, valueId)) {
      const earlier = last.get(clusterId);
      if (!earlier) last.set(clusterId, { digest: digestOf(digest), unread: state !== 'done' });
      else earlier.digest ??= digestOf(digest);
    }
  }
  return last;
}

function notesOf(
  members: readonly FleetMember[],
  last: ReadonlyMap<string, { digest: ClusterDigest | null; unread: boolean }>,
): Notice[] {
  return members.flatMap(({ runId, clusterId, state, digest, problem }): Notice[] => {
    const earlier = last.get(clusterId);
    const name = clusterId.split('/').at(-1) ?? clusterId;
    const about = { clusterIds: [clusterId] };
    const now = digestOf(digest);
    if (state !== 'done' || !now) {
      if (earlier?.unread) return [];
      const text = `${name} could not be read: ${problem?.message ?? 'it came to nothing'}`;
      const notice = { ...about, fingerprint: `${clusterId}/unread`, always: true } as const;
      return [{ ...notice, change: 'new', severity: 'high', text }];
    }
    const opened = { ...about, postureRunId: runId };
    const readable: Notice[] = earlier?.unread
      ? [
          {
            ...opened,
            always: true,
            fingerprint: `${clusterId}/unread`,
            change: 'resolved',
            severity: 'info',
            text: `${name} can be read again`,
          },
        ]
      : [];
    if (!earlier?.digest) return [...readable, firstLook(now, opened)];
    return [...readable, ...differences(earlier.digest, now, opened)];
  });
}

function firstLook(now: ClusterDigest, about: Pick<Notice, 'clusterIds' | 'postureRunId'>): Notice {
  const { failed, grade, name, unknown } = now;
  const severity = (['critical', 'high', 'medium', 'low'] as const).find(
    (each) => failed[each] > 0,
  );
  const text = `${name}, first look: grade ${grade}, ${failed.critical} critical and ${failed.high} high findings, ${unknown} checks unknown`;
  return {
    ...about,
    fingerprint: `${now.id.toLowerCase()}/first`,
    change: 'new',
    severity: severity ?? 'info',
    text,
  };
}

function differences(
  earlier: ClusterDigest,
  now: ClusterDigest,
  about: Pick<Notice, 'clusterIds' | 'postureRunId'>,
): Notice[] {
  const notices: Notice[] = [];
  for (const [check, outcome] of Object.entries(now.outcomes)) {
    const was = earlier.outcomes[check];
    const notice = (change: Notice['change'], severity: Severity, what: string) =>
      notices.push({
        ...about,
        fingerprint: `${now.id.toLowerCase()}/${check}`,
        change,
        severity,
        text: `${now.name}: ${known.get(check)?.title ?? check} (${check}) ${what}`,
      });
    const severity = known.get(check)?.severity ?? 'medium';
    if (outcome === 'fail' && was !== 'fail') notice('new', severity, 'fails');
    else if (outcome === 'unknown' && was !== undefined && was !== 'unknown')
      notice(
        'changed',
        severity,
        was === 'fail' ? 'failed, and is not known now' : 'is not known now',
      );
    else if (outcome === 'waived' && was === 'fail') notice('changed', severity, 'is waived');
    else if (was === 'fail' && (outcome === 'pass' || outcome === 'not-applicable'))
      notice('resolved', severity, 'does not fail any more');
  }
  return notices;
}

function digestOf(digest: unknown): ClusterDigest | null {
  // Digests are written by the look at the fleet alone.
  return (digest as ClusterDigest | null) ?? null;
}

function failuresOf(digest: unknown): number {
  const { failed } = digestOf(digest) ?? {};
  return failed ? Object.values(failed).reduce((sum, count) => sum + count, 0) : 0;
}
