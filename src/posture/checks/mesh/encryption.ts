import { defineCheck, type Finding, notApplicable, pass, unknown } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { network } from '../../network.ts';
import { judgeObjects, nameOfObject, type Offence } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import { isUserNamespace } from '../../system-namespaces.ts';
import {
  hasMesh,
  joiningOf,
  lacksProxy,
  type Meshes,
  meshesOf,
  profile,
  userNamespaceObjects,
} from './_meshes.ts';

const mostCommands = 3;

/** Namespaces whose label says that their traffic has to be encrypted. */
function sensitive(look: Look) {
  return userNamespaceObjects(look).filter(
    ({ metadata }) => metadata.labels?.[look.config.encryptionLabel] === 'true',
  );
}

function encrypted(look: Look): Finding {
  const { cluster } = look;
  const istio = cluster.word(`${profile}.mode`);
  const type = cluster.word(`${network.advanced}.security.transitEncryption.type`);
  const evidence = [istio.evidence, type.evidence] as const;
  if (!look.wasRead('namespaces') || !look.wasRead('workloads')) {
    if (istio.value === 'istio') return pass('The Istio add-on is on.', ...evidence);
    if (type.value === 'wireguard')
      return pass('WireGuard encrypts what leaves a node.', ...evidence);
    return unknown(
      'Neither Istio nor WireGuard of Azure is on. Another mesh, and which namespaces need one, are seen only in the cluster’s objects.',
      ...evidence,
    );
  }
  const plane = look.objects('namespaces');
  const namespaces = sensitive(look);
  if (namespaces.length === 0)
    return notApplicable(
      `No namespace has the label ${look.config.encryptionLabel}=true.`,
      plane.evidence,
      ...evidence,
    );
  if (type.value === 'wireguard')
    return pass('WireGuard encrypts what leaves a node.', plane.evidence, ...evidence);
  const meshes = meshesOf(look);
  return judgeObjects(plane, {
    asked: namespaces.length,
    offences: namespaces.flatMap((namespace): Offence[] =>
      joiningOf(namespace, meshes).kind === 'joins'
        ? []
        : [
            {
              object: nameOfObject(namespace),
              path: `metadata.labels.${look.config.encryptionLabel}`,
              value: 'true',
            },
          ],
    ),
    failed: (names) =>
      `Traffic has to be encrypted, and neither a mesh nor WireGuard does it: ${names}.`,
    passed: 'Every namespace whose traffic has to be encrypted is in a mesh.',
    nothing: notApplicable('No namespace asks for it.', plane.evidence),
  });
}

/** Namespaces that run something and are in no mesh, and workloads of the others without a proxy. */
function outside(look: Look, meshes: Meshes): { asked: number; offences: Offence[] } {
  const workloads = look
    .objects('workloads')
    .items.filter(
      ({ metadata, spec }) =>
        isUserNamespace(look, metadata.namespace) && spec.hostNetwork !== true,
    );
  const inUse = new Set(workloads.map(({ metadata }) => metadata.namespace));
  const namespaces = userNamespaceObjects(look).filter(({ metadata }) => inUse.has(metadata.name));
  const offences = namespaces.flatMap((namespace): Offence[] => {
    const joining = joiningOf(namespace, meshes);
    const object = nameOfObject(namespace);
    if (joining.kind === 'outside')
      return [{ object, path: 'metadata.labels', value: 'in no mesh' }];
    if (joining.kind === 'mistaken')
      return [{ object, path: joining.path, value: `${joining.value}: ${joining.why}` }];
    if (joining.waypoint) return [];
    return workloads
      .filter((one) => one.metadata.namespace === namespace.metadata.name && lacksProxy(one))
      .map((one) => ({
        object: nameOfObject(one),
        path: 'spec.containers',
        value: 'no proxy in some of its pods',
      }));
  });
  return { asked: namespaces.length, offences };
}

function label(look: Look): string[] {
  const meshes = meshesOf(look);
  const revision = meshes.revisions.at(-1);
  if (!meshes.addOn || revision === undefined) return [];
  return userNamespaceObjects(look)
    .filter((namespace) => joiningOf(namespace, meshes).kind !== 'joins')
    .filter(({ metadata }) =>
      look.objects('workloads').items.some((one) => one.metadata.namespace === metadata.name),
    )
    .slice(0, mostCommands)
    .map(({ metadata }) =>
      kubectl(
        look,
        'label namespace',
        shellWord(metadata.name),
        `istio.io/rev=${shellWord(revision)} istio-injection- --overwrite`,
      ),
    );
}

export const checks = [
  defineCheck({
    id: 'AKS-MESH-001',
    title: 'Traffic between services encrypted where it must be',
    group: 'MESH',
    severity: 'medium',
    why: 'Inside the cluster services trust whoever speaks. Unencrypted and without identity, a taken pod reads along and poses as another.',
    needs: ['managedCluster'],
    uses: ['namespaces', 'workloads'],
    references: [aksDocs('istio-about')],
    evaluate: encrypted,
    fix: manual((look) => ({
      steps: 'Turn on the Istio add-on, then label the namespaces that need it, one by one.',
      commands: [azAks(look, 'mesh enable')],
      set: { [`${profile}.mode`]: 'Istio' },
    })),
  }),
  defineCheck({
    id: 'AKS-MESH-004',
    title: 'Workloads are in the mesh',
    group: 'MESH',
    severity: 'medium',
    why: 'A pod without a proxy has no identity: the mesh neither encrypts what it says nor asks who may call it, though everybody believes so.',
    needs: ['managedCluster', 'namespaces', 'workloads'],
    references: [aksDocs('istio-deploy-addon')],
    evaluate(look) {
      const plane = look.objects('namespaces');
      const meshes = meshesOf(look);
      if (!hasMesh(meshes)) return notApplicable('The cluster has no mesh.', plane.evidence);
      const { asked, offences } = outside(look, meshes);
      return judgeObjects(plane, {
        asked,
        offences,
        failed: (names) => `The mesh does not reach all of them: ${names} are outside.`,
        passed: 'Every workload outside system namespaces is in the mesh.',
        nothing: notApplicable('Nothing runs outside system namespaces.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Label the namespaces with an installed revision (with the add-on, never `istio-injection`), then restart their workloads: a proxy is added only when a pod is made. Waive namespaces that are meant to be outside.',
      commands: label(look),
    })),
  }),
];
