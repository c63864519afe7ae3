/** What is to be said of nodes, in plain words. Nothing here is escaped. */
import type { ClusterNodes, NodeLine, PoolLine, Reboot, RebootEvidence } from './types.ts';

const minuteMs = 60_000;

export type Urgency = 'act' | 'watch' | 'unknown';

export interface Remark {
  urgency: Urgency;
  text: string;
  /** The pool that it is about; null where it is about the cluster. */
  pool: string | null;
}

export interface Patience {
  notReadyMinutes: number;
  cordonedHours: number;
}

const weight: Record<Urgency, number> = { act: 2, unknown: 1, watch: 0 };

/** All that somebody should know of the nodes of a cluster, the most urgent first. */
export function remarksOn(cluster: ClusterNodes, now: Date, patience: Patience): Remark[] {
  const { problem, nodesUnknown, poolsUnknown, restarter, locks } = cluster;
  if (problem) return [{ urgency: 'unknown', text: `Not read: ${problem.message}.`, pool: null }];
  const remarks = [
    ...rebootRemarks(cluster),
    ...cluster.pools.flatMap((pool) => poolRemarks(pool)),
    ...healthRemarks(cluster.nodes, now, patience),
    ...locks
      .filter(({ isLong }) => isLong)
      .map(
        ({ node, since }): Remark => ({
          urgency: 'act',
          text: `The reboot lock is held by ${node}${since ? ` since ${dayOf(since)}` : ', since when is not said'}: no other node is rebooted meanwhile.`,
          pool: null,
        }),
      ),
    ...(restarter && restarter.kind !== 'found'
      ? [
          {
            urgency: restarter.kind === 'unknown' ? ('unknown' as const) : ('act' as const),
            text: restarter.text,
            pool: null,
          },
        ]
      : []),
    ...(nodesUnknown
      ? [
          {
            urgency: 'unknown' as const,
            text: `How the nodes are is not known: ${nodesUnknown.reason}.`,
            pool: null,
          },
        ]
      : []),
    ...(poolsUnknown ? [{ urgency: 'unknown' as const, text: poolsUnknown, pool: null }] : []),
  ];
  return remarks.sort((a, b) => weight[b.urgency] - weight[a.urgency]);
}

function rebootRemarks({ nodes, osChannel, nodesUnknown }: ClusterNodes): Remark[] {
  const waiting = nodes.filter(({ reboot }) => reboot.kind === 'required');
  const unknown = nodes.filter(({ reboot }) => reboot.kind === 'unknown');
  const remarks: Remark[] = [];
  if (waiting.length > 0)
    remarks.push({
      urgency: 'act',
      text: `${nodesWord(waiting.length)} of ${nodes.length} ${waiting.length === 1 ? 'waits' : 'wait'} for a reboot: ${someNames(waiting)}.`,
      pool: null,
    });
  if (unknown.length > 0 && !nodesUnknown)
    remarks.push({
      urgency: 'unknown',
      text: `Whether ${unknown.length === nodes.length ? 'any node waits' : `${nodesWord(unknown.length)} of ${nodes.length} wait`} for a reboot is not known: nothing says so, and nothing denies it.`,
      pool: null,
    });
  if (osChannel?.toLowerCase() === 'none')
    remarks.push({
      urgency: 'act',
      text: 'Nothing patches the nodes: their OS channel is None.',
      pool: null,
    });
  return remarks;
}

function poolRemarks(pool: PoolLine): Remark[] {
  const { name, ageDays, isOld, isNewest, image, system, images, versions } = pool;
  const say = (urgency: Urgency, text: string): Remark => ({ urgency, text, pool: name });
  const old = ageDays === null ? '' : `${daysWord(ageDays)} old`;
  return [
    ...(isOld ? [say('act', `The image of ${name} is ${old}.`)] : []),
    ...(!isOld && isNewest === false
      ? [say('watch', `A newer image is out for ${name}${old ? `; its own is ${old}` : ''}.`)]
      : []),
    ...(ageDays === null
      ? [
          say(
            'unknown',
            `How old the image of ${name} is, its name does not tell: ${image ?? 'it has none'}.`,
          ),
        ]
      : []),
    ...(system?.isOver
      ? [
          say(
            'act',
            `${name} runs ${system.name}, out of support since ${dayOf(system.ends ?? '')}.`,
          ),
        ]
      : []),
    ...(images.length > 1
      ? [say('watch', `The nodes of ${name} run ${images.length} images.`)]
      : []),
    ...(versions.length > 1
      ? [
          say(
            'watch',
            `The nodes of ${name} run ${versions.length} versions: ${versions.join(', ')}.`,
          ),
        ]
      : []),
    ...(['Failed', 'Canceled'].includes(pool.provisioningState)
      ? [say('act', `The last operation on ${name} ended as ${pool.provisioningState}.`)]
      : []),
  ];
}

function healthRemarks(
  nodes: readonly NodeLine[],
  now: Date,
  { notReadyMinutes, cordonedHours }: Patience,
): Remark[] {
  const isLonger = (since: string | null, minutes: number) =>
    since === null || now.getTime() - Date.parse(since) >= minutes * minuteMs;
  const notReady = nodes.filter(
    ({ ready, readySince }) => ready === false && isLonger(readySince, notReadyMinutes),
  );
  const cordoned = nodes.filter(
    (node) => node.cordoned && isLonger(node.cordonedSince, cordonedHours * 60),
  );
  const about = (node: NodeLine, urgency: Urgency, text: string): Remark => ({
    ...{ urgency, text },
    pool: node.pool,
  });
  return [
    ...notReady.map((node) =>
      about(node, 'act', `${node.name} is not Ready${sinceWords(node.readySince)}.`),
    ),
    ...cordoned.map((node) =>
      about(node, 'act', `${node.name} is cordoned${sinceWords(node.cordonedSince)}.`),
    ),
    ...nodes.flatMap((node) =>
      node.troubles.map(({ type, message }) =>
        about(
          node,
          type === 'VMEventScheduled' ? 'watch' : 'act',
          type === 'VMEventScheduled'
            ? `Azure has scheduled something for ${node.name}: ${message || 'it does not say what'}.`
            : `${node.name} says ${type}${message ? `: ${message}` : ''}.`,
        ),
      ),
    ),
  ];
}

function sinceWords(since: string | null): string {
  return since === null ? ', since when is not said' : ` since ${dayOf(since)}`;
}

/** "required", with the reason why it is believed. */
export function rebootWords(reboot: Reboot, imageDays: number | null): string {
  switch (reboot.kind) {
    case 'required':
      return 'Required';
    case 'not-required':
      return 'No';
    case 'unknown':
      return 'Unknown';
    case 'by-image':
      return imageDays === null
        ? 'Patched by image, of unknown age'
        : `Patched by image, ${daysWord(imageDays)} old`;
  }
}

const sourceNames = {
  metric: 'metric',
  annotation: 'annotation',
  log: 'log line',
  lock: 'reboot lock',
} as const;

/** "metric, 4 minutes ago; the log line says otherwise". */
export function evidenceWords(reboot: Reboot, now: Date): string {
  if (reboot.kind === 'by-image') return 'the OS channel';
  if (reboot.kind === 'unknown') {
    const [stale] = reboot.stale;
    return stale ? `only old: ${oneEvidence(stale, now)}` : 'none';
  }
  const against = reboot.against.map((each) => oneEvidence(each, now));
  return [
    oneEvidence(reboot.by, now),
    ...(against.length > 0 ? [`otherwise: ${against.join(', ')}`] : []),
  ].join('; ');
}

function oneEvidence({ source, at }: RebootEvidence, now: Date): string {
  return `${sourceNames[source]}, ${agoWords(at, now)}`;
}

export function sourceName(source: keyof typeof sourceNames): string {
  return sourceNames[source];
}

/** "4 minutes ago", "2 days ago". */
export function agoWords(at: string, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / minuteMs));
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} hours ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}

/** One line for the whole cluster: the worst first. */
export function headlineOf(cluster: ClusterNodes, remarks: readonly Remark[]): string {
  if (cluster.problem) return `${cluster.name} could not be read`;
  const waiting = cluster.nodes.filter(({ reboot }) => reboot.kind === 'required').length;
  const old = oldestPool(cluster);
  const bits = [
    waiting > 0
      ? `${nodesWord(waiting)} of ${cluster.nodes.length} ${waiting === 1 ? 'waits' : 'wait'} for a reboot`
      : '',
    old
      ? `${old.isOld ? 'an image is' : 'the oldest image is'} ${daysWord(old.ageDays ?? 0)} old`
      : '',
  ].filter(Boolean);
  const acts = remarks.filter(({ urgency }) => urgency === 'act').length;
  const unknown = remarks.some(({ urgency }) => urgency === 'unknown');
  const rest = acts === 0 && unknown ? ', not everything is known' : '';
  return `${cluster.name}: ${bits.join(', ') || 'no pool is known'}${rest}`;
}

export function oldestPool({ pools }: ClusterNodes): PoolLine | null {
  const dated = pools.filter(({ ageDays }) => ageDays !== null);
  return dated.sort((a, b) => (b.ageDays ?? 0) - (a.ageDays ?? 0))[0] ?? null;
}

export function daysWord(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

export function nodesWord(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

export function dayOf(time: string): string {
  return time.slice(0, 10);
}

function someNames(nodes: readonly { name: string }[]): string {
  const shown = nodes.slice(0, 3).map(({ name }) => name);
  const rest = nodes.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
