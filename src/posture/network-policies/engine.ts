import type { Workload } from '../../kubernetes/objects.ts';
import type { Look } from '../look.ts';
import { network } from '../network.ts';
import { nameOfObject } from '../offenders.ts';
import type { Evidence } from '../types.ts';
import type { Engine } from './types.ts';

/** DaemonSets that enforce policies, by name, and by image where anybody may choose the name. */
const enforcers: { engine: Engine; called: string; name: RegExp; image: RegExp }[] = [
  { engine: 'cilium', called: 'Cilium', name: /^cilium$/, image: /\/cilium\/cilium[:@]/ },
  { engine: 'calico', called: 'Calico', name: /^calico-node$/, image: /\/(calico\/)?node[:@].*$/ },
  { engine: 'azure', called: 'Azure NPM', name: /^azure-npm$/, image: /\/azure-npm[:@]/ },
  { engine: 'other', called: 'Antrea', name: /^antrea-agent$/, image: /\/antrea-agent/ },
  { engine: 'other', called: 'kube-router', name: /^kube-router$/, image: /\/kube-router[:@]/ },
  { engine: 'other', called: 'Weave Net', name: /^weave-net$/, image: /\/weave-kube[:@]/ },
  { engine: 'other', called: 'Kube-OVN', name: /^kube-ovn-cni$/, image: /\/kube-ovn[:@]/ },
];

export interface FoundEngine {
  /** Undefined where nobody can tell. */
  engine: Engine | undefined;
  /** A sentence. */
  says: string;
  evidence: [Evidence, ...Evidence[]];
}

/** An absent policy is none; `none` is a value of its own that many tools take for a policy. */
export function findEngine(look: Look): FoundEngine {
  const { cluster } = look;
  const policy = cluster.word(network.policy);
  const dataplane = cluster.word(network.dataplane);
  const plugin = cluster.word(network.plugin);
  const evidence: FoundEngine['evidence'] = [policy.evidence, dataplane.evidence, plugin.evidence];
  const named = (['azure', 'calico', 'cilium'] as const).find((name) => name === policy.value);
  if (named) return { engine: named, says: `Network policies are enforced by ${named}.`, evidence };
  if (dataplane.value === 'cilium')
    return {
      engine: 'cilium',
      says: 'Network policies are enforced by the Cilium data plane.',
      evidence,
    };
  const own = ownEngine(look);
  if (own)
    return {
      engine: own.engine,
      says: `Network policies are enforced by ${own.called}, which runs in the cluster.`,
      evidence: [...evidence, own.evidence],
    };
  if (plugin.value !== 'none')
    return {
      engine: 'none',
      says: 'Nothing enforces network policies: they can be written and do nothing.',
      evidence,
    };
  if (!look.wasRead('workloads'))
    return {
      engine: undefined,
      says: 'The cluster brings its own network plug-in: whether that enforces network policies is seen only in the cluster’s objects.',
      evidence: [...evidence, look.evidenceOf('workloads')],
    };
  const flannel = daemonSets(look).find(({ metadata }) => /flannel/.test(metadata.name));
  return {
    engine: flannel ? 'none' : undefined,
    says: flannel
      ? 'Nothing enforces network policies: Flannel, the cluster’s own network plug-in, does not.'
      : 'The cluster brings its own network plug-in, and none of its DaemonSets is known to enforce network policies.',
    evidence: [...evidence, look.objects('workloads').evidence],
  };
}

function daemonSets(look: Look): Workload[] {
  return look.objects('workloads').items.filter(({ kind }) => kind === 'DaemonSet');
}

function ownEngine(look: Look): { engine: Engine; called: string; evidence: Evidence } | undefined {
  if (!look.wasRead('workloads')) return undefined;
  const { seen } = look.objects('workloads');
  for (const { engine, called, name, image } of enforcers) {
    const found = daemonSets(look).find(
      ({ metadata, spec, pods }) =>
        pods > 0 &&
        // Elsewhere anybody who may deploy could pretend to be one.
        look.config.systemNamespaces.includes(metadata.namespace ?? '') &&
        name.test(metadata.name) &&
        spec.containers.some((container) => image.test(container.image)),
    );
    if (!found) continue;
    const images = found.spec.containers.map((container) => container.image);
    return {
      engine,
      called,
      evidence: seen(nameOfObject(found), 'spec.template.spec.containers', images),
    };
  }
  return undefined;
}
