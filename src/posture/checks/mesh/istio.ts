import { forAll, listed } from '../../combine.ts';
import {
  defineCheck,
  type Finding,
  fail,
  notApplicable,
  pass,
  unknown,
} from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { someOf } from '../../offenders.ts';
import { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import type { Evidence } from '../../types.ts';

const mesh = 'properties.serviceMeshProfile';
const dayMs = 24 * 60 * 60 * 1000;

function mode({ cluster }: Look) {
  return cluster.word(`${mesh}.mode`);
}

function offeredRevisions(look: Look): Set<string> {
  const profiles = look.list('meshRevisionProfiles').items;
  const revisions = profiles.flatMap(
    (profile) => profile.children('properties.meshRevisions').value ?? [],
  );
  return new Set(revisions.flatMap((revision) => revision.word('revision').value ?? []));
}

/** Which namespaces their labels keep on which revision. */
function usersOf(look: Look, revisions: readonly string[]): { says: string; evidence: Evidence[] } {
  if (!look.wasRead('namespaces')) return { says: '', evidence: [] };
  const plane = look.objects('namespaces');
  const sentences = revisions.map((revision) => {
    const names = plane.items
      .filter(({ metadata }) => metadata.labels?.['istio.io/rev'] === revision)
      .map(({ metadata }) => metadata.name);
    return names.length > 0
      ? `${someOf(names)} ${names.length === 1 ? 'uses' : 'use'} ${revision}`
      : `no namespace uses ${revision}`;
  });
  const [first = '', ...others] = sentences;
  const says = [first.charAt(0).toUpperCase() + first.slice(1), ...others].join('; ');
  return { says: ` ${says}.`, evidence: [plane.evidence] };
}

/** Azure does not say since when there are two, but nothing can be younger than the last change. */
function sideBySide(look: Look, revisions: readonly string[], supported: Finding): Finding {
  const changed = look.cluster.text('systemData.lastModifiedAt');
  const limit = look.config.maxMeshUpgradeDays;
  const age = changed.value ? (look.now.getTime() - Date.parse(changed.value)) / dayMs : Number.NaN;
  const both = `Revisions ${listed(revisions)} are installed side by side`;
  const users = usersOf(look, revisions);
  const evidence = [changed.evidence, ...users.evidence, ...supported.evidence] as const;
  return age > limit
    ? fail(`${both}, for longer than ${limit} days.${users.says}`, ...evidence)
    : unknown(`${both}; since when is not known.${users.says}`, ...evidence);
}

export const checks = [
  defineCheck({
    id: 'AKS-MESH-005',
    title: 'Istio revision supported',
    group: 'MESH',
    severity: 'medium',
    why: 'A revision that is no longer offered gets no patches, though every request passes through it. Two side by side hide that half was never moved.',
    needs: ['managedCluster'],
    uses: ['meshRevisionProfiles', 'namespaces'],
    references: [aksDocs('istio-support-policy')],
    evaluate(look) {
      const istio = mode(look);
      if (istio.value !== 'istio') return notApplicable('The Istio add-on is off.', istio.evidence);
      const installed = look.cluster.texts(`${mesh}.istio.revisions`);
      const revisions = installed.value ?? [];
      const offered = offeredRevisions(look);
      const { source, readAt } = installed.evidence;
      const supported = forAll({
        objects: revisions.map(
          (revision) => new Node({ revision }, { source, readAt, object: revision }),
        ),
        ask: (one) => ({
          ok: offered.has(one.word('revision').value ?? ''),
          evidence: [installed.evidence],
        }),
        nothing: unknown('The cluster names no revision.', installed.evidence),
        failed: (names) => `No longer offered in this region: ${listed(names)}.`,
        passed: 'The revision is supported.',
      });
      return supported.outcome === 'pass' && revisions.length > 1
        ? sideBySide(look, revisions, supported)
        : supported;
    },
    fix: manual((look) => ({
      steps:
        'Install the next revision beside the old one, restart the workloads of each namespace under its label, then complete the upgrade.',
      commands: [
        azAks(look, 'mesh upgrade start', '--revision "<revision>"'),
        azAks(look, 'mesh upgrade complete'),
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-MESH-006',
    title: 'Certificate authority of the mesh in a vault',
    group: 'MESH',
    severity: 'low',
    why: 'An authority that lies in the cluster can be read by whoever reads secrets there, and then signs an identity for any service.',
    needs: ['managedCluster'],
    references: [aksDocs('istio-plugin-ca')],
    evaluate(look) {
      const istio = mode(look);
      if (istio.value !== 'istio') return notApplicable('The Istio add-on is off.', istio.evidence);
      const vault = look.cluster.text(`${mesh}.istio.certificateAuthority.plugin.keyVaultId`);
      return vault.value
        ? pass('The certificates come from an authority in a vault.', vault.evidence)
        : fail('The mesh signs with an authority that it made itself.', vault.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Put root and intermediate certificate into a vault, turn on the secrets provider (AKS-SEC-001), then name them. Workloads have to be restarted; old and new do not trust each other meanwhile.',
      commands: [
        azAks(
          look,
          'mesh enable',
          '--key-vault-id "<vault id>" --root-cert-object-name root-cert --ca-cert-object-name ca-cert --ca-key-object-name ca-key --cert-chain-object-name cert-chain',
        ),
      ],
      set: {
        [`${mesh}.istio.certificateAuthority.plugin`]: {
          keyVaultId: '<vault id>',
          rootCertObjectName: 'root-cert',
          certObjectName: 'ca-cert',
          keyObjectName: 'ca-key',
          certChainObjectName: 'cert-chain',
        },
      },
    })),
  }),
];
