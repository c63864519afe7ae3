/** A remediation of several steps for tests: a label for every node pool, one after the other. */
import { z } from 'zod';
import { aksApiVersion } from '../../src/azure/api-versions.ts';
import type { Json } from '../../src/fleet/snapshot.ts';
import { defineStepwise } from '../../src/remediation/define-remediation.ts';
import { etagOf, type LiveCluster } from '../../src/remediation/live-cluster.ts';
import type { Plan } from '../../src/remediation/types.ts';

const params = z.object({ label: z.string() });

export const poolLabels = defineStepwise<z.infer<typeof params>>({
  id: 'pool-labels',
  title: 'Pool labels',
  summary: 'Sets a label on every node pool.',
  risk: 'high',
  params,
  permissions: { azure: [], kubernetes: [] },
  inTemplate: () => true,
  judge: () => ({}),
  read: async () => null,
  plan(live, { label }) {
    const names = live.pools.map(({ name }) => String(name));
    return {
      kind: 'planned',
      plan: {
        action: 'pool-labels',
        summary: `Label ${label} on ${names.length} pools`,
        changes: names.map((name) => ({
          path: `agentPools.${name}.properties.nodeLabels.test`,
          before: poolOf(live, name)?.properties.nodeLabels?.test ?? null,
          after: label,
        })),
        steps: names.map((name) => ({ title: `Label ${name}`, patienceMinutes: 10 })),
        warnings: [],
        remarks: [],
        inverse: { params: { label: 'none' }, summary: 'Takes the labels back' },
        inputs: { names },
        etag: etagOf(live.document),
        poolEtags: {},
      },
    };
  },
  check: (plan, live, step) =>
    live.document.tags?.frozen === 'yes'
      ? { code: 'frozen', message: 'The cluster is frozen.' }
      : live.document.tags?.frozen === 'soon'
        ? { code: 'frozen', message: 'The cluster is frozen for a while.', wait: true }
        : poolOf(live, nameAt(plan, step))
          ? null
          : { code: 'gone', message: 'The pool is gone.' },
  call(plan, live, step) {
    const pool = structuredClone(poolOf(live, nameAt(plan, step)));
    pool.properties.nodeLabels = {
      ...pool.properties.nodeLabels,
      test: plan.changes[step]?.after as string,
    };
    const path = `${live.cluster.id}/agentPools/${pool.name}`;
    return {
      ...{ to: 'azure', method: 'PUT', path, apiVersion: aksApiVersion, body: pool },
      ifMatch: etagOf(poolOf(live, nameAt(plan, step))),
    };
  },
  outcome(plan, live, step) {
    const pool = poolOf(live, nameAt(plan, step));
    const state = String(pool?.properties.provisioningState);
    if (state !== 'Succeeded' && state !== 'Failed' && state !== 'Canceled')
      return { kind: 'running', note: `The pool is ${state}.` };
    const isThere = pool.properties.nodeLabels?.test === plan.changes[step]?.after;
    return { kind: isThere ? 'done' : 'not-begun' };
  },
  abort: (plan, live, step) => ({
    ...{ to: 'azure', method: 'POST', apiVersion: aksApiVersion },
    path: `${live.cluster.id}/agentPools/${nameAt(plan, step)}/abort`,
  }),
  rollback: (_plan, done) => (done > 0 ? { label: 'none' } : null),
});

function nameAt(plan: Plan, step: number): string {
  return (plan.inputs.names as string[])[step] ?? '';
}

function poolOf({ pools }: LiveCluster, name: string): Json {
  return pools.find((pool) => pool.name === name);
}
