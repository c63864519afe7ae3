import { X509Certificate } from 'node:crypto';
import { stringify } from 'yaml';
import type { ConfigMapRef, KubernetesObject } from '../../../kubernetes/objects.ts';
import {
  defineCheck,
  type Finding,
  fail,
  notApplicable,
  pass,
  unknown,
} from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { judgeObjects, nameOfObject, type Offence, someOf } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';
import { joiningOf, type Meshes, meshesOf, userNamespaceObjects } from './_meshes.ts';

const dayMs = 24 * 60 * 60 * 1000;
const mostCommands = 3;

/** A policy that allows, for every workload. */
function allowsForAll({ spec = {} }: KubernetesObject): boolean {
  return (
    (spec.action ?? 'ALLOW') === 'ALLOW' &&
    Object.keys(spec.selector?.matchLabels ?? {}).length === 0 &&
    !spec.targetRef &&
    (spec.targetRefs ?? []).length === 0
  );
}

/** Nobody meets its rules: there are none. */
function allowsNothing(policy: KubernetesObject): boolean {
  return allowsForAll(policy) && (policy.spec?.rules ?? []).length === 0;
}

/** Everybody meets a rule that asks for nothing, and what one policy allows is allowed. */
function allowsEverything(policy: KubernetesObject): boolean {
  const rules: (Record<string, unknown[] | undefined> | null)[] = policy.spec?.rules ?? [];
  return (
    allowsForAll(policy) &&
    rules.some((rule) => ['from', 'to', 'when'].every((part) => (rule?.[part] ?? []).length === 0))
  );
}

const noneAllowsNothing = 'none that allows nothing';
const linkerdDefault = 'config.linkerd.io/default-inbound-policy';

/** Of Consul: one intention for every service, that denies every other. */
function deniesEveryone({ spec = {} }: KubernetesObject): boolean {
  const sources: { name?: string; action?: string }[] = spec.sources ?? [];
  return (
    spec.destination?.name === '*' &&
    sources.some(({ name, action }) => name === '*' && action === 'deny')
  );
}

/** Namespaces of a mesh in which nothing is denied by default. */
function open(look: Look, meshes: Meshes): { asked: number; offences: Offence[] } {
  const { items } = soundObjects(look, 'authorizationPolicies');
  const placesOf = (those: typeof items) =>
    new Set(those.map(({ metadata }) => metadata.namespace));
  const closed = placesOf(items.filter(allowsNothing));
  const undone = placesOf(items.filter(allowsEverything));
  const wholeMesh = meshes.roots.some((root) => closed.has(root));
  const consul = soundObjects(look, 'serviceIntentions').items.some(deniesEveryone);
  const inMesh = userNamespaceObjects(look).flatMap((namespace) => {
    const joining = joiningOf(namespace, meshes);
    return joining.kind === 'joins' ? [{ namespace, mesh: joining.mesh }] : [];
  });
  const offences = inMesh.flatMap(({ namespace, mesh }): Offence[] => {
    const { metadata } = namespace;
    const object = nameOfObject(namespace);
    if (mesh === 'consul')
      return consul ? [] : [{ object, path: 'ServiceIntentions', value: 'no * → * deny' }];
    if (mesh === 'linkerd') {
      const value = metadata.annotations?.[linkerdDefault];
      return (value ?? linkerdSetting(look)) === 'deny'
        ? []
        : [{ object, path: `metadata.annotations.${linkerdDefault}`, value: value ?? null }];
    }
    if ([metadata.name, ...meshes.roots].some((place) => undone.has(place)))
      return [{ object, path: 'AuthorizationPolicy', value: 'one that allows everything' }];
    return wholeMesh || closed.has(metadata.name)
      ? []
      : [{ object, path: 'AuthorizationPolicy', value: noneAllowsNothing }];
  });
  return { asked: inMesh.length, offences };
}

/** The default of the whole installation, as Linkerd’s own settings have it. */
function linkerdSetting(look: Look): string | undefined {
  if (!look.wasRead('configMaps')) return undefined;
  const settings = look
    .objects('configMaps')
    .items.find(({ metadata }) => metadata.name === 'linkerd-config')?.settings;
  return /defaultInboundPolicy:\s*"?([\w-]+)/.exec(settings?.values ?? '')?.[1];
}

/** Bundles of public certificates that workloads of a mesh trust. */
const bundles: Record<string, string> = {
  'linkerd-identity-trust-roots': 'ca-bundle.crt',
  'istio-ca-root-cert': 'root-cert.pem',
};

function anchors(look: Look, meshes: Meshes): ConfigMapRef[] {
  return look
    .objects('configMaps')
    .items.filter(({ metadata: { name, namespace = '' } }) =>
      name === 'istio-ca-root-cert'
        ? meshes.roots.includes(namespace)
        : name === 'linkerd-identity-trust-roots' && meshes.linkerd,
    );
}

interface Anchor {
  object: string;
  name: string;
  until: Date;
}

/** Undefined where the bundle holds no certificate that can be read. */
function certificatesOf({ metadata, settings }: ConfigMapRef): Anchor[] | undefined {
  const pem = settings?.[bundles[metadata.name] ?? ''] ?? '';
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const found = blocks.map((block) => {
      const certificate = new X509Certificate(block);
      return {
        object: nameOfObject({ kind: 'ConfigMap', metadata }),
        name: certificate.subject.replaceAll('\n', ', '),
        until: new Date(certificate.validTo),
      };
    });
    return found.length > 0 ? found : undefined;
  } catch {
    return undefined;
  }
}

function judgeAnchors(look: Look): Finding {
  const plane = look.objects('configMaps');
  const meshes = meshesOf(look);
  if (meshes.roots.length === 0 && !meshes.linkerd)
    return notApplicable('Neither Istio nor Linkerd runs here.', plane.evidence);
  const maps = anchors(look, meshes);
  const read = maps.map(certificatesOf);
  if (maps.length === 0 || read.includes(undefined))
    return unknown(
      'The mesh’s trust anchors could not be found in its ConfigMaps.',
      plane.evidence,
      ...maps.map((map) => plane.seen(nameOfObject({ kind: 'ConfigMap', ...map }), 'data', null)),
    );
  const { minTrustAnchorDays } = look.config;
  const all = read.flatMap((found) => found ?? []);
  const limit = look.now.getTime() + minTrustAnchorDays * dayMs;
  // Anchors are exchanged by adding the new one first, so the old may expire beside it.
  const late = maps.flatMap((_, index) => {
    const found = read[index] ?? [];
    return found.every(({ until }) => until.getTime() < limit) ? found : [];
  });
  const evidence = all.map(({ object, name, until }) =>
    plane.seen(object, `${name}, valid until`, until.toISOString()),
  );
  return late.length > 0
    ? fail(
        `The mesh’s trust anchor is valid for less than ${minTrustAnchorDays} days: ${someOf(late.map(({ name, until }) => `${name} until ${until.toISOString().slice(0, 10)}`))}.`,
        plane.evidence,
        ...evidence,
      )
    : pass(
        `The mesh’s trust anchors are valid for ${minTrustAnchorDays} days and more. Certificates of issuers lie in Secrets, which are not read.`,
        plane.evidence,
        ...evidence,
      );
}

export const checks = [
  defineCheck({
    id: 'AKS-MESH-007',
    title: 'The mesh denies by default',
    group: 'MESH',
    severity: 'medium',
    why: 'Encryption alone tells who calls, not who may: without a default that denies, every service of the mesh may call every other.',
    needs: [
      'managedCluster',
      'workloads',
      'namespaces',
      'authorizationPolicies',
      'serviceIntentions',
    ],
    uses: ['configMaps'],
    references: [aksDocs('istio-about')],
    evaluate(look) {
      const plane = look.objects('namespaces');
      return judgeObjects(plane, {
        ...open(look, meshesOf(look)),
        failed: (names) => `Nothing is denied by default in the mesh: ${names}.`,
        passed: 'Every namespace of the mesh denies what no policy allows.',
        nothing: notApplicable('No namespace outside the system is in a mesh.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Write policies for the calls that are made, look at what they would deny, then deny the rest: with Istio by a policy without rules (take out the one that allows everything, where there is one), with Linkerd by the annotation for its default, with Consul by an intention from * to *.',
      commands: open(look, meshesOf(look))
        .offences.filter(({ value }) => value === noneAllowsNothing)
        .slice(0, mostCommands)
        .map(
          ({ object }) =>
            `${kubectl(look, 'apply --filename -')} <<'EOF'\n${stringify({
              apiVersion: 'security.istio.io/v1',
              kind: 'AuthorizationPolicy',
              metadata: { name: 'allow-nothing', namespace: object.replace('Namespace ', '') },
              spec: {},
            })}EOF`,
        ),
    })),
  }),
  defineCheck({
    id: 'AKS-MESH-008',
    title: 'Trust anchors of the mesh valid for long enough',
    group: 'MESH',
    severity: 'medium',
    why: 'When the anchor expires every connection of the mesh fails at once, and the way out under pressure is to turn encryption off.',
    needs: ['managedCluster', 'workloads', 'configMaps'],
    references: [
      {
        system: 'Linkerd',
        id: 'rotating-trust-anchor',
        url: 'https://linkerd.io/2/tasks/manually-rotating-control-plane-tls-credentials/',
      },
    ],
    evaluate: judgeAnchors,
    fix: manual(() => ({
      steps:
        'Add a new anchor beside the old one, restart the workloads, then let the new one sign, then take the old one out: in the vault for Istio (AKS-MESH-006), with cert-manager for Linkerd.',
      commands: [],
    })),
  }),
];
