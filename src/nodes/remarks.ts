/** What is to be said of the nodes of a cluster, the most urgent first. Nothing here is escaped. */
import { scheduledMeaning } from './scheduled-events.ts';
import type { ClusterNodes, NodeLine, PoolLine, Remark, Urgency } from './types.ts';
import { agoWords, dayOf, daysWord, nodesWord } from './words.ts';

const minuteMs = 60_000;

interface Patience {
  notReadyMinutes: number;
  cordonedHours: number;
}

const weight: Record<Urgency, number> = { act: 2, unknown: 1, watch: 0 };

/** All that somebody should know of the nodes of a cluster, the most urgent first. */
export function remarksOn(
  cluster: Omit<ClusterNodes, 'remarks'>,
  now: Date,
  patience: Patience,
): Remark[] {
  const { problem, nodesUnknown, poolsUnknown, restarter, locks } = cluster;
  if (problem)
    return [
      { urgency: 'unknown', text: `Not read: ${problem.message}.`, pool: null, key: 'unread' },
    ];
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
          key: `lock/${node}`,
        }),
      ),
    ...(restarter && restarter.kind !== 'found'
      ? [
          {
            urgency: restarter.kind === 'unknown' ? ('unknown' as const) : ('act' as const),
            text: restarter.text,
            pool: null,
            key: 'restarter',
          },
        ]
      : []),
    ...(nodesUnknown
      ? [
          {
            urgency: 'unknown' as const,
            text: `How the nodes are is not known: ${nodesUnknown.reason}.`,
            pool: null,
            key: 'nodes-unknown',
          },
        ]
      : []),
    ...(poolsUnknown
      ? [{ urgency: 'unknown' as const, text: poolsUnknown, pool: null, key: 'pools-unknown' }]
      : []),
  ];
  return remarks.sort((a, b) => weight[b.urgency] - weight[a.urgency]);
}

function rebootRemarks({
  nodes,
  osChannel,
  nodesUnknown,
}: Pick<ClusterNodes, 'nodes' | 'osChannel' | 'nodesUnknown'>): Remark[] {
  const waiting = nodes.filter(({ reboot }) => reboot.kind === 'required');
  const unknown = nodes.filter(({ reboot }) => reboot.kind === 'unknown');
  const remarks: Remark[] = [];
  if (waiting.length > 0)
    remarks.push({
      urgency: 'act',
      text: `${nodesWord(waiting.length)} of ${nodes.length} ${waiting.length === 1 ? 'waits' : 'wait'} for a reboot: ${someNames(waiting)}.`,
      pool: null,
      key: 'reboot',
    });
  if (unknown.length > 0 && !nodesUnknown)
    remarks.push({
      urgency: 'unknown',
      text: `Whether ${unknown.length === nodes.length ? 'any node waits' : `${nodesWord(unknown.length)} of ${nodes.length} wait`} for a reboot is not known: nothing says so, and nothing denies it.`,
      pool: null,
      key: 'reboot-unknown',
    });
  if (osChannel?.toLowerCase() === 'none')
    remarks.push({
      urgency: 'act',
      text: 'Nothing patches the nodes: their OS channel is None.',
      pool: null,
      key: 'channel-none',
    });
  return remarks;
}

function poolRemarks(pool: PoolLine): Remark[] {
  const { name, ageDays, isOld, isNewest, image, system, images, versions } = pool;
  const say = (kind: string, urgency: Urgency, text: string): Remark => ({
    ...{ urgency, text, pool: name },
    key: `${kind}/${name}`,
  });
  const old = ageDays === null ? '' : `${daysWord(ageDays)} old`;
  return [
    ...(isOld ? [say('image-old', 'act', `The image of ${name} is ${old}.`)] : []),
    ...(!isOld && isNewest === false
      ? [
          say(
            'image-newer',
            'watch',
            `A newer image is out for ${name}${old ? `; its own is ${old}` : ''}.`,
          ),
        ]
      : []),
    ...(ageDays === null
      ? [
          say(
            'image-unknown',
            'unknown',
            `How old the image of ${name} is, its name does not tell: ${image ?? 'it has none'}.`,
          ),
        ]
      : []),
    ...(system?.isOver
      ? [
          say(
            'system-over',
            'act',
            `${name} runs ${system.name}, out of support since ${dayOf(system.ends ?? '')}.`,
          ),
        ]
      : []),
    ...(images.length > 1
      ? [say('images-mixed', 'watch', `The nodes of ${name} run ${images.length} images.`)]
      : []),
    ...(versions.length > 1
      ? [
          say(
            'versions-mixed',
            'watch',
            `The nodes of ${name} run ${versions.length} versions: ${versions.join(', ')}.`,
          ),
        ]
      : []),
    ...(['Failed', 'Canceled'].includes(pool.provisioningState)
      ? [
          say(
            'operation-failed',
            'act',
            `The last operation on ${name} ended as ${pool.provisioningState}.`,
          ),
        ]
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
  const about = (kind: string, node: NodeLine, urgency: Urgency, text: string): Remark => ({
    ...{ urgency, text, pool: node.pool },
    key: `${kind}/${node.name}`,
  });
  return [
    ...notReady.map((node) =>
      about('not-ready', node, 'act', `${node.name} is not Ready${sinceWords(node.readySince)}.`),
    ),
    ...cordoned.map((node) =>
      about('cordoned', node, 'act', `${node.name} is cordoned${sinceWords(node.cordonedSince)}.`),
    ),
    ...nodes.flatMap((node) =>
      node.troubles.map(({ type, message, seenAt }) => {
        const meaning = scheduledMeaning(type);
        const seen = seenAt ? ` (event ${type}, last seen ${agoWords(seenAt, now)})` : '';
        const said = message.replace(/\.$/, '');
        return meaning
          ? about(
              type,
              node,
              'watch',
              `Azure has scheduled ${meaning} for ${node.name}${seen}${said ? `: ${said}` : ''}.`,
            )
          : about(type, node, 'act', `${node.name} says ${type}${said ? `: ${said}` : ''}.`);
      }),
    ),
  ];
}

function sinceWords(since: string | null): string {
  return since === null ? ', since when is not said' : ` since ${dayOf(since)}`;
}

function someNames(nodes: readonly { name: string }[]): string {
  const shown = nodes.slice(0, 3).map(({ name }) => name);
  const rest = nodes.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
