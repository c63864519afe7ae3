/** Who reaches the API server, and who is let in: groups IAM and API. */
import { isPrivate, access as paths } from '../../checks/api/_access.ts';
import { isEveryone } from '../../checks/api/_ranges.ts';
import { hasManagedEntra } from '../../checks/iam/_entra.ts';
import type { Look } from '../../look.ts';
import { asSet, byRank, bySubset, choice, flip, onOff, presence, wordSet } from '../scalars.ts';
import { defineSetting, NotThere, ofCluster } from '../setting.ts';

function onlyPublic(look: Look): void {
  if (isPrivate(look).value) throw new NotThere('The cluster is private.');
}

function onlyPrivate(look: Look): void {
  if (!isPrivate(look).value) throw new NotThere('The cluster is public.');
}

function onlyWithEntra(look: Look): void {
  if (!hasManagedEntra(look)) throw new NotThere('Entra ID does not sign people in.');
}

/** Is the API server open to the whole Internet? */
function isOpen(ranges: readonly string[]): boolean {
  return ranges.length === 0 || ranges.some(isEveryone);
}

export const access = [
  ofCluster({
    path: 'properties.enableRBAC',
    title: 'Kubernetes RBAC',
    checks: ['AKS-IAM-001'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.aadProfile.managed',
    title: 'Sign-in with Entra ID',
    checks: ['AKS-IAM-002'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.disableLocalAccounts',
    title: 'Local accounts',
    checks: ['AKS-IAM-003'],
    scalar: onOff({ stronger: 'off', isOn: false }),
  }),
  ofCluster({
    path: 'properties.aadProfile.enableAzureRBAC',
    title: 'Azure RBAC for Kubernetes',
    checks: ['AKS-IAM-004'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.aadProfile.clientAppID',
    title: 'Legacy Entra app registration',
    checks: ['AKS-IAM-005'],
    scalar: presence({ there: 'in use', none: 'none', stronger: 'none' }),
  }),
  ofCluster({
    path: 'properties.aadProfile.adminGroupObjectIDs',
    title: 'Groups of cluster administrators',
    checks: ['AKS-IAM-006'],
    scalar: wordSet({ weaker: 'the larger' }),
    // Without Entra there are no groups, which is no strength.
    unless: onlyWithEntra,
  }),
  defineSetting({
    path: 'identity.type',
    title: 'Identity of the cluster',
    checks: ['AKS-IAM-008', 'AKS-IAM-009'],
    read({ cluster }) {
      const principal = cluster.word('properties.servicePrincipalProfile.clientId').value;
      return principal !== undefined && principal !== 'msi'
        ? 'service principal'
        : (cluster.word('identity.type').value ?? 'none');
    },
    say: (value) =>
      ({ systemassigned: 'SystemAssigned', userassigned: 'UserAssigned' })[value] ?? value,
    compare(left, right) {
      const weight = (value: string) => Number(/^(system|user)assigned$/.test(value));
      return byRank(weight(left), weight(right));
    },
  }),
  ofCluster({
    path: 'properties.oidcIssuerProfile.enabled',
    title: 'OIDC issuer',
    checks: ['AKS-IAM-012', 'AKS-IAM-011'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.securityProfile.workloadIdentity.enabled',
    title: 'Workload identity',
    checks: ['AKS-IAM-011'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.podIdentityProfile.enabled',
    title: 'Pod-managed identity add-on',
    checks: ['AKS-IAM-013'],
    scalar: onOff({ stronger: 'off' }),
  }),
  defineSetting({
    path: 'trustedAccessRoleBindings',
    title: 'Trusted Access',
    checks: ['AKS-IAM-019'],
    read(look) {
      const bindings = look.list('trustedAccessRoleBindings').items;
      return asSet(
        bindings.flatMap((binding) => binding.text('properties.sourceResourceId').value ?? []),
      );
    },
    say: (ids) =>
      ids.length === 0 ? 'none' : ids.map((id) => id.split('/').slice(-2).join('/')).join(', '),
    compare: (left, right) => flip(bySubset(left, right)),
  }),
  ofCluster({
    path: paths.isPrivate,
    title: 'Private cluster',
    checks: ['AKS-API-002'],
    scalar: onOff({ stronger: 'on' }),
  }),
  defineSetting({
    path: paths.ranges,
    title: 'Authorized IP ranges',
    checks: ['AKS-API-001', 'AKS-API-003'],
    read(look) {
      onlyPublic(look);
      return asSet(look.cluster.texts(paths.ranges).value ?? []);
    },
    say: (ranges) => (ranges.length === 0 ? 'everybody' : ranges.join(', ')),
    compare(left, right) {
      if (isOpen(left) || isOpen(right))
        return byRank(Number(!isOpen(left)), Number(!isOpen(right)));
      return flip(bySubset(left, right));
    },
  }),
  ofCluster({
    path: 'properties.publicNetworkAccess',
    title: 'Public network access',
    checks: ['AKS-API-008', 'AKS-API-002'],
    scalar: choice({
      ranks: { Enabled: 0, SecuredByPerimeter: 1, Disabled: 2 },
      absent: 'Enabled',
    }),
  }),
  ofCluster({
    path: paths.publicName,
    title: 'Public DNS name of the private cluster',
    checks: ['AKS-API-004'],
    // Left out, Azure makes one: https://learn.microsoft.com/azure/aks/private-clusters
    scalar: onOff({ stronger: 'off', absent: true }),
    unless: onlyPrivate,
  }),
  ofCluster({
    path: paths.runCommandOff,
    title: 'Run command',
    checks: ['AKS-API-005'],
    scalar: onOff({ stronger: 'off', isOn: false }),
  }),
  ofCluster({
    path: paths.vnetIntegration,
    title: 'API server in the cluster’s network',
    checks: ['AKS-API-006'],
    scalar: onOff({ stronger: 'on' }),
  }),
];
