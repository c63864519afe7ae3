import type { Blocker } from './types.ts';

const topic = 'State of the cluster';
const failing = new Set(['Failed', 'Canceled']);

/** Azure upgrades nothing that is stopped, busy or broken. */
export const clusterState: Blocker = ({ facts }) => {
  if (facts.isStopped)
    return [
      {
        ...{ topic, verdict: 'blocks', message: 'The cluster is stopped.' },
        help: 'Start it (az aks start); an upgrade needs its nodes.',
      },
    ];
  const wrong = [
    ...(facts.state === 'Succeeded' ? [] : [{ what: 'the cluster', state: facts.state }]),
    ...facts.pools
      .filter(({ state }) => state !== 'Succeeded')
      .map(({ name, state }) => ({ what: `pool ${name}`, state })),
  ];
  const broken = wrong.filter(({ state }) => failing.has(state));
  const busy = wrong.filter(({ state }) => !failing.has(state));
  if (broken.length > 0)
    return [
      {
        ...{ topic, verdict: 'blocks' },
        message: `The last operation ended badly: ${sayStates(broken)}.`,
        help: 'Repair it first: az aks update without other arguments tries the last operation again.',
      },
    ];
  if (busy.length > 0)
    return [
      {
        ...{ topic, verdict: 'blocks' },
        message: `An operation is in progress: ${sayStates(busy)}.`,
        help: 'Wait until it has ended.',
      },
    ];
  return [{ topic, verdict: 'clear', message: 'The cluster and its pools are at rest.' }];
};

function sayStates(those: readonly { what: string; state: string }[]): string {
  return those.map(({ what, state }) => `${what} is ${state}`).join(', ');
}
