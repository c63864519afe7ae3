import {
  newestPatch,
  type OfferedMinor,
  openVersions,
  wayTo,
} from '../fleet/kubernetes-versions.ts';
import { compareVersions, minorOf } from '../fleet/lifecycle.ts';
import type { PoolFacts } from './facts.ts';

/** One step: the control plane, or one pool, to one version. */
export interface Work {
  /** Null: the control plane. */
  pool: string | null;
  from: string;
  to: string;
}

/** A full version: of a minor, its newest patch that is on offer. Undefined where it offers none. */
export function fullVersion(
  to: string,
  offers: readonly OfferedMinor[],
  hasLts: boolean,
): string | undefined {
  return to === minorOf(to) ? newestPatch(openVersions(offers, hasLts), to) : to;
}

/**
 * Control plane first, then its pools, and only then the next minor: so no pool ever falls further behind
 * than it was. Pools that are stopped stay as they are.
 */
export function worksFor({
  version,
  hops,
  to,
  pools,
  offers,
  hasLts,
}: {
  version: string;
  hops: readonly string[];
  to: string;
  pools: readonly PoolFacts[];
  offers: readonly OfferedMinor[];
  hasLts: boolean;
}): Work[] {
  const works: Work[] = [];
  const at = new Map(pools.map((pool) => [pool.name, pool.version]));
  let control = version;
  // Where the control plane is there already, its pools may still be behind.
  for (const hop of hops.length > 0 ? hops : [to]) {
    if (compareVersions(control, hop) < 0) {
      works.push({ pool: null, from: control, to: hop });
      control = hop;
    }
    for (const { name } of inOrder(pools)) {
      for (const next of wayOfPool(at.get(name) ?? '', hop, { offers, hasLts })) {
        works.push({ pool: name, from: at.get(name) ?? '', to: next });
        at.set(name, next);
      }
    }
  }
  return works;
}

/** System pools carry what the others need; spot pools matter least. */
function inOrder(pools: readonly PoolFacts[]): PoolFacts[] {
  const rank = ({ mode, isSpot }: PoolFacts) => (mode === 'System' ? 0 : isSpot ? 2 : 1);
  return pools
    .filter(({ isStopped }) => !isStopped)
    .sort((left, right) => rank(left) - rank(right) || (left.name < right.name ? -1 : 1));
}

/** A pool that is several minors behind follows one at a time too, where the region still offers them. */
function wayOfPool(
  from: string,
  to: string,
  { offers, hasLts }: { offers: readonly OfferedMinor[]; hasLts: boolean },
): string[] {
  if (from === '' || compareVersions(from, to) >= 0) return [];
  const way = wayTo({ from, to, offers, hasLts });
  return way.kind === 'way' ? way.hops : [to];
}

export function titleOfStep({ pool, from, to }: Work): string {
  return `${pool === null ? 'Control plane' : `Pool ${pool}`} ${from} → ${to}`;
}
