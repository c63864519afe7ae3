import type { UpgradeReport } from './types.ts';

/** What worries most comes first; then what ends sooner, and names. */
export function byUrgency(left: UpgradeReport, right: UpgradeReport): number {
  return (
    rank(left) - rank(right) ||
    (left.support.days ?? Number.POSITIVE_INFINITY) -
      (right.support.days ?? Number.POSITIVE_INFINITY) ||
    (left.name < right.name ? -1 : left.name > right.name ? 1 : left.id < right.id ? -1 : 1)
  );
}

function rank({ support, failure }: UpgradeReport): number {
  if (support.kind === 'out') return 0;
  if (support.kind === 'platform') return 1;
  if (support.kind === 'unknown') return 2;
  return failure ? 3 : 4;
}
