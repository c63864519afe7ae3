import type { PoolFacts } from '../facts.ts';
import { counted } from '../words.ts';
import type { Blocker, BlockerFinding } from './types.ts';

const topic = 'Quota';

interface Size {
  cores: number;
  /** As usages name it, in lower case. */
  family: string;
}

/** Pools are upgraded one after the other, so the largest surge decides. Spot nodes have a quota of their own. */
export const coreQuota: Blocker = ({ facts, quota }) => {
  if (quota.kind === 'unknown')
    return [
      {
        ...{ topic, verdict: 'unknown' },
        message: `Whether there are cores for surge nodes is not known: ${quota.reason}.`,
      },
    ];
  const pools = facts.pools.filter(
    ({ isStopped, isSpot, surge }) => !isStopped && !isSpot && surge,
  );
  const findings = pools.flatMap((pool) => judge(pool, quota.usages));
  if (findings.length > 0) return findings;
  return [{ topic, verdict: 'clear', message: 'There are cores enough for surge nodes.' }];
};

function judge(
  { name, vmSize, surge }: PoolFacts,
  usages: readonly { name: string; free: number }[],
): BlockerFinding[] {
  const size = sizeOf(vmSize);
  const found = ['cores', size?.family].map((each) => usages.find((one) => one.name === each));
  const [region, family] = found;
  if (!size || !region || !family)
    return [
      {
        ...{ topic, verdict: 'unknown' },
        message: `Which quota the nodes of pool ${name} (${vmSize}) count against is not known.`,
      },
    ];
  const need = surge * size.cores;
  const free = Math.min(region.free, family.free);
  if (free >= need) return [];
  return [
    {
      ...{ topic, verdict: 'blocks' },
      message: `${counted(surge, 'surge node')} of pool ${name} (${vmSize}) need ${need} cores, and ${Math.max(free, 0)} are free in the quota of ${family.free < region.free ? size.family : 'the region'}.`,
      help: 'Ask Azure for more quota, or lower maxSurge.',
    },
  ];
}

/** `Standard_D4ds_v5` has 4 cores of `standardddsv5family`. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
function sizeOf(vmSize: string): Size | null {
  const [, letters, cores, features = '', version] =
    /^Standard_([A-Z]+)(\d+)(?:-\d+)?([a-z]*)(?:_v(\d+))?$/i.exec(vmSize) ?? [];
  if (!letters || !cores) return null;
  const family = `standard${letters}${features}${version ? `v${version}` : ''}family`;
  return { cores: Number(cores), family: family.toLowerCase() };
}
