/** One setting over all node pools of a cluster. */
import { listed } from '../combine.ts';
import { byText } from './by-text.ts';
import { flip } from './scalars.ts';
import type { Strength } from './types.ts';

/** Each value that occurs, with the pools that have it; the names stand there only where pools differ. */
export type PoolValues = { value: unknown; pools?: string[] }[];

export function overPools(
  values: readonly (readonly [pool: string, value: unknown])[],
): PoolValues {
  const groups = Map.groupBy(values, ([, value]) => JSON.stringify(value));
  return [...groups]
    .sort(([left], [right]) => byText(left, right))
    .map(([, group]) => ({
      value: group[0]?.[1],
      ...(groups.size > 1 && { pools: group.map(([pool]) => pool).sort(byText) }),
    }));
}

/** `on for all pools`, or `off for apps, on for system`. */
export function sayPools(values: PoolValues, say: (value: unknown) => string): string {
  return values
    .map(({ value, pools }) => `${say(value)} for ${pools ? listed(pools) : 'all pools'}`)
    .join('; ');
}

/** The one whose weakest and strongest pools are both no better is weaker: `all on`, `some on`, `all off`. */
export function weighPools(
  left: PoolValues,
  right: PoolValues,
  compare: (left: unknown, right: unknown) => Strength,
): Strength {
  const worst = weighEnds(left, right, compare);
  const best = flip(weighEnds(left, right, (a, b) => flip(compare(a, b))));
  if (worst === best || best === 'equal') return worst;
  return worst === 'equal' ? best : 'incomparable';
}

/** Compares the weakest of both sides. */
function weighEnds(
  left: PoolValues,
  right: PoolValues,
  compare: (left: unknown, right: unknown) => Strength,
): Strength {
  const [mine, theirs] = [weakest(left, compare), weakest(right, compare)];
  return mine && theirs ? compare(mine.value, theirs.value) : 'incomparable';
}

function weakest(
  values: PoolValues,
  compare: (left: unknown, right: unknown) => Strength,
): PoolValues[number] | undefined {
  return values.find((one) =>
    values.every((other) => other === one || isNoBetter(compare(one.value, other.value))),
  );
}

function isNoBetter(strength: Strength): boolean {
  return strength === 'weaker' || strength === 'equal';
}
