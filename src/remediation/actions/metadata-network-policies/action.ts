import type { StepOutcome } from '../../clients.ts';
import { defineStepwise } from '../../define-remediation.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import { hashOf } from '../../plan-hash.ts';
import type { Plan } from '../../types.ts';
import { foundIn, hasNamespace, othersIn, readInside } from './inside.ts';
import { type Params, paramsSchema } from './params.ts';
import { actionId, exposureIn, planPolicies, type Work, whyNotRemoved } from './plan.ts';

/** Network policies that keep the pods of a namespace from the metadata service. */
export const remediation = defineStepwise<Params>({
  id: actionId,
  title: 'Pods kept from the metadata service',
  summary:
    'Writes a network policy into each namespace whose pods reach the metadata service, one namespace at a time, and removes it again.',
  risk: 'high',
  params: paramsSchema,
  permissions: {
    azure: [
      'Microsoft.ContainerService/managedClusters/read',
      'Microsoft.ContainerService/managedClusters/agentPools/read',
      'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Network/publicIPPrefixes/read',
    ],
    kubernetes: [
      'create networkpolicies.networking.k8s.io',
      'patch networkpolicies.networking.k8s.io',
      'delete networkpolicies.networking.k8s.io',
      'create ciliumnetworkpolicies.cilium.io',
      'patch ciliumnetworkpolicies.cilium.io',
      'delete ciliumnetworkpolicies.cilium.io',
    ],
  },
  // The template of a cluster says nothing about what lies in it.
  inTemplate: () => false,
  judge: () => ({}),
  read: async (clients, _live, params) => readInside(await clients.inside(), params),
  plan: planPolicies,
  check(plan, live, step) {
    const { operation, namespace } = workAt(plan, step);
    const there = foundIn(live).named[namespace];
    if (!there) return null;
    if (operation === 'remove') {
      const why = whyNotRemoved(there);
      return why ? { code: 'edited', message: why } : null;
    }
    const others = othersIn(there);
    if (others?.length === 0) return null;
    return {
      code: 'not-ours',
      message: `${there.kind} ${namespace}/${there.metadata.name} is there by now, and is not Drawbridge’s own.`,
    };
  },
  call(plan, live, step) {
    const { operation, namespace, object } = workAt(plan, step);
    if (operation === 'close') return { to: 'inside', verb: 'apply', object };
    const { uid, resourceVersion } = foundIn(live).named[namespace]?.metadata ?? {};
    // Exactly what was looked at: an edit in between makes it another.
    const metadata = { ...object.metadata, uid, resourceVersion };
    return { to: 'inside', verb: 'delete', object: { ...object, metadata } };
  },
  outcome(plan, live, step) {
    const { operation, namespace, object, workloads } = workAt(plan, step);
    const there = foundIn(live).named[namespace];
    if (!hasNamespace(live, namespace))
      return { kind: 'done', note: 'the namespace is gone, and all that was in it' };
    if (operation === 'remove') return { kind: there ? 'not-begun' : 'done' };
    if (!there || hashOf(there.spec) !== hashOf(object.spec) || othersIn(there)?.length !== 0)
      return { kind: 'not-begun' };
    return judgeAgain(live, namespace, workloads);
  },
  abort: () => null,
  rollback(plan, done) {
    const work = worksOf(plan).slice(0, done);
    if (work.length === 0) return null;
    return {
      operation: work[0]?.operation === 'close' ? 'remove' : 'close',
      namespaces: work.map(({ namespace }) => namespace),
    };
  },
});

function worksOf(plan: Plan): Work[] {
  return plan.inputs.work as Work[];
}

function workAt(plan: Plan, step: number): Work {
  const work = worksOf(plan)[step];
  if (!work) throw new Error(`${plan.action} has no step ${step + 1}`);
  return work;
}

/** What the policies that the server has now make of the workloads that were to be closed. */
function judgeAgain(live: LiveCluster, namespace: string, workloads: string[]): StepOutcome {
  const found = exposureIn(live, namespace);
  if (typeof found === 'string')
    return { kind: 'cannot-tell', problem: { code: 'not-known', message: found } };
  const named = (those: typeof found.open) =>
    those.map(({ workload }) => workload).filter((workload) => workloads.includes(workload));
  const [open, unclear] = [named(found.open), named(found.unclear)];
  if (open.length > 0) {
    const message = `The policy is there, but ${open.join(', ')} in ${namespace} still reaches the metadata service: another policy lets it.`;
    return { kind: 'failed', problem: { code: 'still-open', message } };
  }
  if (unclear.length > 0) {
    const message = `The policy is there, but whether ${unclear.join(', ')} in ${namespace} still reaches the metadata service cannot be told.`;
    return { kind: 'cannot-tell', problem: { code: 'unclear', message } };
  }
  return {
    kind: 'done',
    note: 'the policy is there, and no pod that it is for reaches it any more',
  };
}
