import { stringify } from 'yaml';
import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { judgeObjects, nameOfObject, type Offence } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';
import { meshesOf } from './_meshes.ts';
import { strictness } from './_strict.ts';

const mostCommands = 3;
const weak = ['PERMISSIVE', 'DISABLE'];

interface Selector {
  matchLabels?: Record<string, string>;
}

/** Policies that say less for a namespace, a workload or a port; the one for the whole mesh is another check's. */
function weakPeers({ metadata, spec = {}, ...rest }: KubernetesObject, roots: string[]): Offence[] {
  const object = nameOfObject({ ...rest, metadata });
  const selector: Selector | undefined = spec.selector;
  const isForMesh =
    roots.includes(metadata.namespace ?? '') &&
    Object.keys(selector?.matchLabels ?? {}).length === 0;
  const ports: Record<string, { mode?: string }> = spec.portLevelMtls ?? {};
  return [
    ...(!isForMesh && weak.includes(spec.mtls?.mode)
      ? [{ object, path: 'spec.mtls.mode', value: spec.mtls.mode as unknown }]
      : []),
    ...Object.entries(ports).flatMap(([port, { mode = '' }]) =>
      weak.includes(mode) ? [{ object, path: `spec.portLevelMtls.${port}.mode`, value: mode }] : [],
    ),
  ];
}

interface TrafficPolicy {
  tls?: { mode?: string };
  portLevelSettings?: { tls?: { mode?: string } }[];
}

/** Rules for services of the cluster; towards hosts outside there is no mesh. */
function plainRules(rule: KubernetesObject, namespaces: ReadonlySet<string>): Offence[] {
  const { host = '', trafficPolicy, subsets = [] } = rule.spec ?? {};
  if (!isInside(host, namespaces)) return [];
  const named: [string, TrafficPolicy | undefined][] = [
    ['spec.trafficPolicy', trafficPolicy],
    ...(subsets as { trafficPolicy?: TrafficPolicy }[]).map(
      (subset, index): [string, TrafficPolicy | undefined] => [
        `spec.subsets[${index}].trafficPolicy`,
        subset.trafficPolicy,
      ],
    ),
  ];
  return named.flatMap(([path, policy]) => {
    const all: [string, string | undefined][] = [
      [`${path}.tls.mode`, policy?.tls?.mode],
      ...(policy?.portLevelSettings ?? []).map(({ tls }, index): [string, string | undefined] => [
        `${path}.portLevelSettings[${index}].tls.mode`,
        tls?.mode,
      ]),
    ];
    return all.flatMap(([at, mode]) =>
      mode === 'DISABLE' ? [{ object: nameOfObject(rule), path: at, value: mode }] : [],
    );
  });
}

/** `cart`, `cart.shop`, `cart.shop.svc.cluster.local`, and wildcards of these; not `api.example.com`. */
function isInside(host: string, namespaces: ReadonlySet<string>): boolean {
  if (/\.svc(\.cluster\.local)?$|\.local$/.test(host) || host === '*') return true;
  const [, namespace, ...more] = host.split('.');
  return namespace === undefined || (more.length === 0 && namespaces.has(namespace));
}

function offencesOf(look: Look): Offence[] {
  const { roots } = meshesOf(look);
  const namespaces = new Set(look.objects('namespaces').items.map(({ metadata }) => metadata.name));
  return [
    ...soundObjects(look, 'peerAuthentications').items.flatMap((one) => weakPeers(one, roots)),
    ...soundObjects(look, 'destinationRules').items.flatMap((one) => plainRules(one, namespaces)),
  ];
}

export const checks = [
  defineCheck({
    id: 'AKS-MESH-002',
    title: 'Istio demands mutual TLS everywhere',
    group: 'MESH',
    severity: 'high',
    why: 'Unless mutual TLS is strict, every service still takes plain connections from anybody: a pod outside the mesh needs no identity at all.',
    needs: ['managedCluster', 'workloads', 'peerAuthentications'],
    references: [aksDocs('istio-about')],
    evaluate(look) {
      const plane = soundObjects(look, 'peerAuthentications');
      const { roots } = meshesOf(look);
      if (roots.length === 0) return notApplicable('Istio does not run here.', plane.evidence);
      const missing = roots.flatMap((root) => {
        const { mode, by } = strictness(plane.items, root);
        return mode === 'STRICT' ? [] : [{ root, mode, by }];
      });
      const [first] = missing;
      if (!first) return pass('Mutual TLS is strict in the whole mesh.', plane.evidence);
      return fail(
        first.by
          ? `Mutual TLS is ${first.mode}, by ${first.by}: plain connections are taken.`
          : `No PeerAuthentication in ${first.root} makes mutual TLS strict, so plain connections are taken.`,
        plane.evidence,
        plane.seen(first.by ?? `Namespace ${first.root}`, 'spec.mtls.mode', first.mode ?? null),
      );
    },
    fix: manual((look) => ({
      steps:
        'See to it that every workload has a proxy (AKS-MESH-004) and that nobody outside the mesh calls them, then make mutual TLS strict, one namespace at a time, the whole mesh last.',
      commands: meshesOf(look).roots.map(
        (namespace) =>
          `${kubectl(look, 'apply --filename -')} <<'EOF'\n${stringify({
            apiVersion: 'security.istio.io/v1',
            kind: 'PeerAuthentication',
            metadata: { name: 'default', namespace },
            spec: { mtls: { mode: 'STRICT' } },
          })}EOF`,
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-MESH-003',
    title: 'Nothing in Istio weakens mutual TLS',
    group: 'MESH',
    severity: 'high',
    why: 'One override for a namespace, a workload or a port opens again what the mesh closes, and nobody looks for it there.',
    needs: ['managedCluster', 'workloads', 'namespaces', 'peerAuthentications', 'destinationRules'],
    references: [aksDocs('istio-about')],
    evaluate(look) {
      const plane = soundObjects(look, 'peerAuthentications');
      if (meshesOf(look).roots.length === 0)
        return notApplicable('Istio does not run here.', plane.evidence);
      return judgeObjects(plane, {
        asked: 1,
        offences: offencesOf(look),
        failed: (names, number) =>
          `${number === 1 ? 'An override weakens' : `${number} overrides weaken`} mutual TLS: ${names}.`,
        passed: 'No override weakens mutual TLS.',
        nothing: notApplicable('Istio does not run here.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps: 'Give whoever needs the exception a proxy, then take the override out.',
      commands: [...new Set(offencesOf(look).map(({ object }) => object))]
        .slice(0, mostCommands)
        .map((object) => {
          const [kind = '', place = ''] = object.split(' ');
          const [namespace = '', name = ''] = place.split('/');
          return kubectl(look, 'edit', kind.toLowerCase(), shellWord(name), inNamespace(namespace));
        }),
    })),
  }),
];
