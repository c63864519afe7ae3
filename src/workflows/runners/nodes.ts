/** Nodes that wait for a reboot or an image, and how they are: what is new or gone since the last look. */
import { z } from 'zod';
import { scheduledMeaning } from '../../nodes/scheduled-events.ts';
import type { ClusterNodes, Remark } from '../../nodes/types.ts';
import type { Severity } from '../../posture/types.ts';
import { drawbridgeItself } from '../../rights/person.ts';
import { nodeRuns, startNodeRun } from '../../store/node-runs.ts';
import { defineRunner, type Notice } from '../define-runner.ts';

const severities: Record<Remark['urgency'], Severity> = {
  act: 'high',
  unknown: 'medium',
  watch: 'low',
};

export const runner = defineRunner({
  run: 'nodes',
  summary:
    'looks at nodes, as `/aks nodes` does, and tells which have begun or ceased to wait for a reboot, a new image or somebody’s help; what is silenced is left out',
  with: z.strictObject({}, 'takes nothing here'),
  leastClusters: 1,
  remedies: true,
  async begin({ db, workflow, clusters, now, newId }) {
    const valueId = newId();
    await startNodeRun(db, {
      id: valueId,
      filter: `workflow ${workflow}`,
      clusterIds: clusters.map(({ id }) => id),
      requestedBy: drawbridgeItself,
      now,
    });
    return { valueId, nudge: 'nodes' };
  },
  async collect(db, { valueId, before }) {
    const run = await nodeRuns.get(db, valueId);
    if (run?.state === 'running') return { state: 'running' };
    if (run?.state !== 'done' || !run.result)
      return {
        state: 'failed',
        message: run?.problem?.message ?? 'The look at the nodes is gone.',
      };
    // Results are written by the job alone.
    const clusters = run.result as ClusterNodes[];
    const earlier = new Map<string, Earlier>();
    for (const id of before)
      for (const each of ((await nodeRuns.get(db, id))?.result as ClusterNodes[] | null) ?? []) {
        const known = earlier.get(each.clusterId) ?? { unread: each.problem !== null };
        known.read ??= each.problem ? undefined : each;
        earlier.set(each.clusterId, known);
      }
    return {
      state: 'done',
      notices: clusters.flatMap((each) => noticesOf(each, earlier.get(each.clusterId))),
      summary: summaryOf(clusters),
    };
  },
});

function summaryOf(clusters: readonly ClusterNodes[]): string {
  const read = clusters.filter(({ problem, nodesUnknown }) => !problem && !nodesUnknown).length;
  const nodes = clusters.flatMap((each) => each.nodes);
  const waiting = nodes.filter(({ reboot }) => reboot.kind === 'required').length;
  const unknown = nodes.filter(({ reboot }) => reboot.kind === 'unknown').length;
  const old = clusters.flatMap(({ pools }) => pools).filter(({ isOld }) => isOld).length;
  return `Nodes of ${read} of ${clusters.length} clusters seen: ${waiting} wait for a reboot, of ${unknown} that is not known, ${old} pools have an old image.`;
}

/** What earlier looks saw of a cluster. */
interface Earlier {
  /** The last look could not read it. */
  unread: boolean;
  /** As it was when it could last be read. */
  read?: ClusterNodes;
}

function noticesOf(now: ClusterNodes, earlier: Earlier | undefined): Notice[] {
  if (now.problem)
    return earlier?.unread
      ? []
      : now.remarks.map((each) => ({ ...noticeOf(now, each, 'new'), always: true }));
  const readAgain: Remark = {
    urgency: 'watch',
    text: 'It can be read again.',
    pool: null,
    key: 'unread',
  };
  return [
    ...(earlier?.unread
      ? [
          {
            ...{ ...noticeOf(now, readAgain, 'resolved'), always: true as const },
            text: `${now.name} can be read again`,
          },
        ]
      : []),
    ...(earlier?.read ? differences(now, earlier.read) : firstLook(now, remarksToTell(now))),
  ];
}

function differences(now: ClusterNodes, earlier: ClusterNodes): Notice[] {
  const told = remarksToTell(now);
  const before = new Map(remarksToTell(earlier).map((each) => [each.key, each]));
  const notices = told.flatMap((remark): Notice[] => {
    const was = before.get(remark.key);
    // Of all others the text moves by itself: an image is a day older each day.
    const moved = remark.key === 'reboot' && was !== undefined && was.text !== remark.text;
    if (was && !moved) return [];
    return [noticeOf(now, remark, was ? 'changed' : 'new')];
  });
  const still = new Set(now.remarks.map(({ key }) => key));
  const gone = [...before.values()].filter(
    ({ key }) => !still.has(key) && isKnownToBeGone(key, now),
  );
  return [...notices, ...gone.map((remark) => noticeOf(now, remark, 'resolved'))];
}

/** What nobody has silenced. */
function remarksToTell({ remarks, silences }: ClusterNodes): Remark[] {
  return remarks.filter(
    (remark) => !silences.some(({ pool }) => pool === null || pool === remark.pool),
  );
}

/** What only the API server tells of, and it does not, is not known to be over. */
function isKnownToBeGone(key: string, now: ClusterNodes): boolean {
  const { nodesUnknown, nodes, scheduledEvents } = now;
  const [kind = ''] = key.split('/');
  if (scheduledMeaning(kind) && scheduledEvents?.state === 'unreadable') return false;
  if (kind === 'reboot') return !nodes.some(({ reboot }) => reboot.kind === 'unknown');
  const ofAzure = [
    'unread',
    'image-old',
    'image-newer',
    'image-unknown',
    'system-over',
    'operation-failed',
    'channel-none',
    'pools-unknown',
  ];
  return nodesUnknown === null || ofAzure.includes(kind);
}

/** Everything that ever came to be: one sentence for a cluster, and no list. */
function firstLook(now: ClusterNodes, remarks: readonly Remark[]): Notice[] {
  const [first, ...others] = remarks;
  if (!first) return [];
  const more = others.length > 0 ? ` (and ${others.length} more: /aks nodes ${now.name})` : '';
  return [
    {
      ...noticeOf(now, first, 'new'),
      fingerprint: `${now.clusterId}/first`,
      text: `${now.name}, first look: ${sentence(first.text)}${more}`,
    },
  ];
}

function noticeOf(cluster: ClusterNodes, remark: Remark, change: Notice['change']): Notice {
  const { clusterId, name } = cluster;
  const over = change === 'resolved' ? ' This is over.' : '';
  const remedy = change === 'resolved' ? undefined : remedyOf(clusterId, remark);
  return {
    ...{ fingerprint: `${clusterId}/${remark.key}`, change, clusterIds: [clusterId] },
    severity: severities[remark.urgency],
    text: `${name}: ${remark.text}${over}`,
    ...(remedy && { remedy }),
  };
}

function remedyOf(clusterId: string, { key, pool }: Remark): Notice['remedy'] {
  if (key === 'channel-none')
    return {
      ...{ action: 'node-os-channel', clusterId, check: 'AKS-NODE-001' },
      params: { channel: 'SecurityPatch' },
    };
  return pool && /^image-(old|newer)\//.test(key)
    ? { action: 'node-image', clusterId, params: { pools: [pool] }, check: 'AKS-NODE-003' }
    : undefined;
}

function sentence(text: string): string {
  return text.replace(/\.$/, '');
}
