import { forAll, listed } from '../../combine.ts';
import { defineCheck, notApplicable } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { networksOf } from '../../network.ts';
import { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import type { Evidence } from '../../types.ts';

interface Linked {
  id: string;
  evidence: Evidence;
}

/** Services that Azure's own API shows to be in use: what pods use by themselves is not among them. */
function linkedServices(look: Look): Linked[] {
  const { cluster } = look;
  const kubelet = cluster.word('properties.identityProfile.kubeletidentity.objectId').value;
  const pulls = kubelet ? look.list('registryRoleAssignments').items : [];
  const kms = cluster.flag('properties.securityProfile.azureKeyVaultKms.enabled');
  const seen = [
    ...pulls
      .filter((role) => role.word('principalId').value === kubelet)
      .map((role) => role.text('scope')),
    cluster.text('properties.bootstrapProfile.containerRegistryId'),
    ...look
      .list('diagnosticSettings')
      .items.map((setting) => setting.text('properties.storageAccountId')),
  ].flatMap(({ value, evidence }) => (value ? [{ id: value.toLowerCase(), evidence }] : []));
  const vaults = kms.value ? look.resources('keyVaults') : [];
  const all = [...seen, ...vaults.map(([id]) => ({ id, evidence: kms.evidence }))];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

/** Services that an approved private endpoint in one of these networks leads to, in lower case. */
function reachedFrom(look: Look, networks: ReadonlySet<string>): Set<string> {
  const endpoints = look
    .list('privateEndpoints')
    .items.filter((one) => networks.has(one.word('subnet').value?.split('/subnets/')[0] ?? ''));
  const connections = endpoints.flatMap((one) => [
    ...(one.children('connections').value ?? []),
    ...(one.children('manualConnections').value ?? []),
  ]);
  return new Set(
    connections
      .filter(
        (one) =>
          one.word('properties.privateLinkServiceConnectionState.status').value === 'approved',
      )
      .flatMap((one) => one.word('properties.privateLinkServiceId').value ?? []),
  );
}

/** The nodes' networks and those that are peered with them: an endpoint there serves as well. */
function reachableNetworks(look: Look): Set<string> {
  const own = networksOf(look);
  const peered = [...own.values()].flatMap((one) =>
    (one.children('properties.virtualNetworkPeerings').value ?? []).flatMap(
      (peering) => peering.word('properties.remoteVirtualNetwork.id').value ?? [],
    ),
  );
  return new Set([...own.keys(), ...peered]);
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-025',
    title: 'Azure services reached by private endpoints',
    group: 'NET',
    severity: 'low',
    why: 'A registry or vault that the cluster reaches over its public address has to be open there: a stolen token then works from anywhere.',
    needs: ['managedCluster', 'diagnosticSettings'],
    uses: ['registryRoleAssignments', 'keyVaults', 'virtualNetworks', 'privateEndpoints'],
    references: [aksDocs('concepts-network-isolated')],
    evaluate(look) {
      const linked = linkedServices(look);
      if (linked.length === 0)
        return notApplicable(
          'No registry, vault or storage account is linked to the cluster. What pods use by themselves is not looked at.',
          look.evidenceOf('registryRoleAssignments', []),
        );
      const reached = reachedFrom(look, reachableNetworks(look));
      return forAll({
        objects: linked.map(({ id, evidence }) => {
          const { source, readAt } = evidence;
          return new Node({ id }, { source, readAt, object: id.split('/').at(-1) ?? id });
        }),
        ask(service) {
          const id = service.text('id');
          return { ok: reached.has(id.value ?? ''), evidence: [id.evidence] };
        },
        nothing: notApplicable('Nothing is linked.', look.evidenceOf('privateEndpoints', [])),
        failed: (names) =>
          `Reached without a private endpoint in the nodes’ network: ${listed(names)}.`,
        passed: 'Every linked service has a private endpoint in the nodes’ network.',
      });
    },
    fix: manual(() => ({
      steps:
        'Create a private endpoint in the nodes’ network, or in one that is peered with it, and the private DNS zone for it. Close the public address once nobody else needs it.',
      commands: [],
    })),
  }),
];
