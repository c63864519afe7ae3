import { forAll, listed } from '../../combine.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { isCilium, network, networksOf } from '../../network.ts';
import { poolsOf } from '../../pools.ts';
import { aksDocs } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';
import type { Evidence } from '../../types.ts';
import { meshesOf } from '../mesh/_meshes.ts';
import { strictness } from '../mesh/_strict.ts';

/** The policy that makes it strict in every mesh of Istio that runs here. */
function strictMesh(look: Look): Evidence | undefined {
  if (!look.wasRead('workloads') || !look.wasRead('peerAuthentications')) return undefined;
  const { items, seen } = soundObjects(look, 'peerAuthentications');
  const found = meshesOf(look).roots.map((root) => strictness(items, root));
  const [first] = found;
  return first?.by && found.every(({ mode }) => mode === 'STRICT')
    ? seen(first.by, 'spec.mtls.mode', 'STRICT')
    : undefined;
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-014',
    title: 'Traffic between pods encrypted',
    group: 'NET',
    severity: 'low',
    why: 'Unencrypted, what pods say to each other can be read and changed by whoever gets hold of the network between the nodes.',
    needs: ['managedCluster'],
    uses: ['virtualNetworks', 'workloads', 'peerAuthentications'],
    references: [aksDocs('container-network-security-wireguard-encryption-concepts')],
    evaluate(look) {
      const { cluster } = look;
      const type = cluster.word(`${network.advanced}.security.transitEncryption.type`);
      if (type.value === 'wireguard')
        return pass('WireGuard encrypts what leaves a node.', type.evidence);
      const strict = strictMesh(look);
      if (strict)
        return pass(
          'Strict mTLS encrypts what workloads of the mesh say to each other (AKS-MESH-002); those outside it are AKS-MESH-004.',
          type.evidence,
          strict,
        );
      const mesh = cluster.word('properties.serviceMeshProfile.mode');
      const networks = forAll({
        objects: [...networksOf(look).values()],
        ask(one) {
          const enabled = one.flag('properties.encryption.enabled');
          return { ok: enabled.value === true, evidence: [enabled.evidence] };
        },
        nothing: fail('Traffic between pods is not encrypted.', type.evidence),
        failed: (names) =>
          `Neither the pods’ traffic nor the network of the nodes is encrypted: ${listed(names)}.`,
        passed: 'The network of the nodes is encrypted.',
      });
      const isSeen = look.wasRead('workloads') && look.wasRead('peerAuthentications');
      if (networks.outcome === 'fail' && mesh.value === 'istio' && !isSeen)
        return unknown(
          'Neither pods nor network encrypt. Strict mTLS of the mesh would do as well, and is seen only in the cluster’s objects.',
          type.evidence,
          mesh.evidence,
          ...networks.evidence,
        );
      return { ...networks, evidence: [type.evidence, ...networks.evidence] };
    },
    fix: manual((look) =>
      isCilium(look) && !poolsOf(look).some((pool) => pool.flag('enableFIPS').value)
        ? {
            steps: 'Turn on WireGuard between the nodes; it costs some throughput.',
            commands: [
              azAks(look, 'update', '--enable-acns --acns-transit-encryption-type WireGuard'),
            ],
            set: {
              [`${network.advanced}.enabled`]: true,
              [`${network.advanced}.security`]: {
                enabled: true,
                transitEncryption: { type: 'WireGuard' },
              },
            },
          }
        : {
            steps:
              'WireGuard needs the Cilium data plane (AKS-NET-001), and does not run on nodes with FIPS. Otherwise turn on encryption of the virtual network, whose machine sizes must support it, or strict mTLS of a mesh.',
            commands: [],
          },
    ),
  }),
];
