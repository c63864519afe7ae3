import type { ClusterFacts, PoolFacts } from '../../../upgrade/facts.ts';
import { counted } from '../../../upgrade/words.ts';
import type { Work } from './works.ts';

const controlPlaneMinutes = 60;
/** A node may take AKS's drain timeout of 30 minutes, and its successor some more. */
const minutesEach = 45;
const leastMinutes = 60;

/** How a step is shown, and how long it may take. */
export function stepOf({ pool, from, to }: Work, { pools }: ClusterFacts) {
  const facts = pools.find(({ name }) => name === pool);
  if (!facts)
    return {
      title: `Control plane ${from} → ${to}`,
      detail: 'The API server may be away for moments; what runs goes on running.',
      patienceMinutes: controlPlaneMinutes,
    };
  return {
    title: `Pool ${facts.name} ${from} → ${to}`,
    detail: detailOf(facts),
    patienceMinutes: patienceFor(facts),
  };
}

/** A count that an autoscaler moves is not said: the plan would be another one with every node. */
function detailOf({ count, scale, maxSurge, surge }: PoolFacts): string {
  const nodes = scale ? `${scale.min} to ${scale.max} nodes` : counted(count, 'node');
  const how =
    surge > 0
      ? `${surge} more at a time (surge ${maxSurge})`
      : 'none more meanwhile (surge 0): it runs with fewer';
  return `${nodes} are emptied and replaced, ${how}.`;
}

function patienceFor({ count, scale, surge }: PoolFacts): number {
  const rounds = Math.ceil((scale?.max ?? count) / Math.max(surge, 1));
  return leastMinutes + rounds * minutesEach;
}
