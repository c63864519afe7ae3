import { type ClusterFacts, nodesIn, type PoolFacts } from '../../../upgrade/facts.ts';
import { titleOfStep, type Work } from '../../../upgrade/works.ts';

const controlPlaneMinutes = 60;
/** A node may take AKS's drain timeout of 30 minutes, and its successor some more. */
const minutesEach = 45;
const leastMinutes = 60;

/** How a step is shown, and how long it may take. */
export function stepOf(work: Work, { pools }: ClusterFacts) {
  const facts = pools.find(({ name }) => name === work.pool);
  if (!facts)
    return {
      title: titleOfStep(work),
      detail: 'The API server may be away for moments; what runs goes on running.',
      patienceMinutes: controlPlaneMinutes,
    };
  return {
    title: titleOfStep(work),
    detail: detailOf(facts),
    patienceMinutes: patienceFor(facts),
  };
}

function detailOf(pool: PoolFacts): string {
  const { maxSurge, surge } = pool;
  const how =
    surge > 0
      ? `${surge} more at a time (surge ${maxSurge})`
      : 'none more meanwhile (surge 0): it runs with fewer';
  return `${nodesIn(pool)} are emptied and replaced, ${how}.`;
}

function patienceFor({ count, scale, surge }: PoolFacts): number {
  const rounds = Math.ceil((scale?.max ?? count) / Math.max(surge, 1));
  return leastMinutes + rounds * minutesEach;
}
