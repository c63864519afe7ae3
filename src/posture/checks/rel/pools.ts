import { failing, listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { azAksOf, manual, rebuild } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { everyPool, isSystem, nodesOf, poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, checkov, psrule } from '../../references.ts';

const profile = 'reliability' as const;
const newPool =
  'Azure sets this only when a node pool is created: add a pool, move the workloads, delete the old one. The cluster itself can stay.';

/** https://learn.microsoft.com/azure/aks/best-practices-app-cluster-reliability */
const leastSystemNodes = 3;
const leastUserNodes = 2;
const leastPods = 50;

function judgeScaling({ cluster }: Look) {
  const provisioning = cluster.word('properties.nodeProvisioningProfile.mode');
  return (pool: Node) => {
    const scaling = pool.flag('enableAutoScaling');
    const ranges = pool.children('virtualMachinesProfile.scale.autoscale');
    return {
      ok:
        scaling.value === true || (ranges.value ?? []).length > 0 || provisioning.value === 'auto',
      evidence: [scaling.evidence, provisioning.evidence],
    };
  };
}

function judgeUserNodes(pool: Node) {
  const { least, evidence } = nodesOf(pool);
  return { ok: least >= leastUserNodes, evidence };
}

const isUser = (pool: Node) => !isSystem(pool);

export const checks = [
  defineCheck({
    id: 'AKS-REL-001',
    title: 'Node pools spread over availability zones',
    group: 'REL',
    severity: 'low',
    profile,
    why: 'A pool in one zone stops when that zone does, and with it whatever guards or logs from there.',
    needs: ['managedCluster'],
    references: [psrule('AvailabilityZone'), aksDocs('availability-zones')],
    evaluate(look) {
      const { config, ref } = look;
      const region = ref.location.replaceAll(' ', '').toLowerCase();
      if (config.regionsWithoutZones.includes(region))
        return notApplicable(
          `The region ${ref.location} has no availability zones.`,
          look.cluster.text('location').evidence,
        );
      return everyPool(look, {
        ask(pool) {
          const zones = pool.texts('availabilityZones');
          return { ok: new Set(zones.value).size >= 2, evidence: [zones.evidence] };
        },
        failed: (pools) => `In fewer than two zones: ${listed(pools)}.`,
        passed: 'Every node pool is spread over zones.',
      });
    },
    fix: rebuild(newPool),
  }),
  defineCheck({
    id: 'AKS-REL-003',
    title: 'Enough nodes',
    group: 'REL',
    severity: 'low',
    profile,
    why: 'With too few nodes one that fails, or is drained for a patch, takes the cluster’s own services down: patches are put off.',
    needs: ['managedCluster'],
    references: [psrule('MinNodeCount'), psrule('MinUserPoolNodes'), aksDocs('use-system-pools')],
    evaluate(look) {
      const system = poolsOf(look).filter(isSystem).map(nodesOf);
      const [first, ...others] = system.flatMap(({ evidence }) => evidence);
      if (!first)
        return unknown(
          'Which system pools there are is not known.',
          look.cluster.children('properties.agentPoolProfiles').evidence,
        );
      const sum = system.reduce((nodes, { least }) => nodes + least, 0);
      if (sum < leastSystemNodes)
        return fail(
          `System pools may have as few as ${sum} ${sum === 1 ? 'node' : 'nodes'}; ${leastSystemNodes} are needed.`,
          first,
          ...others,
        );
      const user = everyPool(look, {
        which: isUser,
        ask: judgeUserNodes,
        none: 'There is no user pool.',
        failed: (pools) => `Fewer than ${leastUserNodes} nodes may be left in ${listed(pools)}.`,
        passed: 'System and user pools have enough nodes.',
      });
      return user.outcome === 'not-applicable'
        ? pass('The system pools have enough nodes.', first, ...others)
        : user;
    },
    fix: manual((look) => ({
      steps: 'Raise the number of nodes, or the least that the autoscaler keeps.',
      commands: [
        ...poolsOf(look).filter(isSystem),
        ...failing(poolsOf(look).filter(isUser), judgeUserNodes),
      ].map((pool) => {
        const count = isSystem(pool) ? leastSystemNodes : leastUserNodes;
        return pool.flag('enableAutoScaling').value
          ? azAksOf(
              look,
              'nodepool update',
              pool.object,
              `--update-cluster-autoscaler --min-count ${count} --max-count "<most>"`,
            )
          : azAksOf(look, 'nodepool scale', pool.object, `--node-count ${count}`);
      }),
    })),
  }),
  defineCheck({
    id: 'AKS-REL-005',
    title: 'Node pools scale by themselves',
    group: 'REL',
    severity: 'low',
    profile,
    why: 'A flood of requests, wanted or not, fills nodes that nobody adds to, and everything on them stops.',
    needs: ['managedCluster'],
    references: [psrule('AutoScaling'), aksDocs('cluster-autoscaler')],
    evaluate(look) {
      return everyPool(look, {
        ask: judgeScaling(look),
        failed: (pools) => `The autoscaler is off for ${listed(pools)}.`,
        passed: 'Every node pool scales by itself.',
      });
    },
    fix: manual((look) => ({
      steps: 'Choose the least and the most nodes; the most is what the bill can reach.',
      commands: failing(poolsOf(look), judgeScaling(look)).map(({ object }) =>
        azAksOf(
          look,
          'nodepool update',
          object,
          '--enable-cluster-autoscaler --min-count "<least>" --max-count "<most>"',
        ),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-REL-006',
    title: 'Node pools are scale sets or virtual machines',
    group: 'REL',
    severity: 'low',
    profile,
    why: 'Pools in availability sets cannot scale, cannot be upgraded and have no support.',
    needs: ['managedCluster'],
    references: [psrule('PoolScaleSet'), checkov('CKV_AZURE_169')],
    evaluate(look) {
      return everyPool(look, {
        ask(pool) {
          const type = pool.word('type');
          return {
            ok: type.value === 'virtualmachinescalesets' || type.value === 'virtualmachines',
            evidence: [type.evidence],
          };
        },
        failed: (pools) => `Neither scale set nor virtual machines: ${listed(pools)}.`,
        passed: 'Every node pool is a scale set or virtual machines.',
      });
    },
    fix: rebuild(newPool),
  }),
  defineCheck({
    id: 'AKS-REL-007',
    title: 'Nodes take enough pods',
    group: 'REL',
    severity: 'info',
    profile,
    why: 'Where agents fill a node, the workloads do not fit; then somebody turns off the agents that watch for attacks.',
    needs: ['managedCluster'],
    references: [psrule('NodeMinPods'), checkov('CKV_AZURE_168')],
    evaluate(look) {
      return everyPool(look, {
        ask(pool) {
          const most = pool.number('maxPods');
          return { ok: (most.value ?? 0) >= leastPods, evidence: [most.evidence] };
        },
        failed: (pools) => `Fewer than ${leastPods} pods fit on a node of ${listed(pools)}.`,
        passed: `At least ${leastPods} pods fit on every node.`,
      });
    },
    fix: rebuild(newPool),
  }),
];
