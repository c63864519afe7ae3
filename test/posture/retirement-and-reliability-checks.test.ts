import { networkKey, testGoverned as testCheck } from './support/governed.ts';
import { expression } from './support/judge.ts';

type Pool = Record<string, unknown>;

function second(changes: Pool) {
  return (p: { agentPoolProfiles: Pool[] }) => {
    Object.assign(p.agentPoolProfiles[1] ?? {}, changes);
  };
}

testCheck('AKS-EOL-001', [
  { when: 'Cilium enforces', is: 'pass' },
  {
    when: 'the old engine still has support on Linux',
    is: 'pass',
    set: { 'networkProfile.networkPolicy': 'Azure' },
    says: '2028-09-30: plan to leave it',
  },
  {
    when: 'it has none on Windows',
    is: 'fail',
    set: { 'networkProfile.networkPolicy': 'azure' },
    change: second({ osType: 'Windows' }),
    fix: '--network-policy calico',
  },
  { when: 'a template leaves it open', is: 'unknown', set: { networkProfile: expression } },
]);

testCheck('AKS-EOL-002', [
  { when: 'kubenet is not used', is: 'pass' },
  {
    when: 'it is, for some years',
    is: 'pass',
    set: { 'networkProfile.networkPlugin': 'kubenet' },
    says: '2028-03-31',
  },
  { when: 'a template leaves it open', is: 'unknown', set: { networkProfile: expression } },
]);

testCheck('AKS-EOL-003', [
  { when: 'it is off', is: 'pass' },
  {
    when: 'it is on, for some months',
    is: 'pass',
    set: { 'addonProfiles.openServiceMesh': { enabled: true } },
    says: '2027-09-30',
  },
  { when: 'a template leaves it open', is: 'unknown', set: { addonProfiles: expression } },
]);

testCheck('AKS-EOL-004', [
  { when: 'pools are scale sets', is: 'pass' },
  { when: 'one is of virtual machines', is: 'pass', change: second({ type: 'VirtualMachines' }) },
  {
    when: 'the second is an availability set',
    is: 'fail',
    change: second({ type: 'AvailabilitySet' }),
    says: 'user',
    fix: '--migrate-vmas-to-vms',
  },
  { when: 'one is open', is: 'unknown', change: second({ type: expression }) },
]);

const routed = { 'networkProfile.outboundType': 'userAssignedNATGateway' };

function subnet(properties: Record<string, unknown>) {
  return (
    p: { agentPoolProfiles: Pool[] },
    planes: { virtualNetworks: Record<string, Pool | null> },
  ) => {
    const id = p.agentPoolProfiles[0]?.vnetSubnetID;
    planes.virtualNetworks[networkKey] = {
      name: 'vnet-shop',
      properties: { subnets: [{ id, name: 'nodes', properties }] },
    };
  };
}

testCheck('AKS-EOL-005', [
  { when: 'AKS makes the way out', is: 'pass' },
  { when: 'a gateway does', is: 'pass', set: routed },
  {
    when: 'nothing does',
    is: 'fail',
    set: { 'networkProfile.outboundType': 'none' },
    change: subnet({ addressPrefix: '10.1.0.0/22' }),
    says: 'vnet-shop',
    fix: '--default-outbound-access false',
  },
  {
    when: 'the subnet is private',
    is: 'pass',
    set: { 'networkProfile.outboundType': 'none' },
    change: subnet({ defaultOutboundAccess: false }),
  },
  { when: 'no type is named', is: 'unknown', set: { 'networkProfile.outboundType': undefined } },
  { when: 'networks could not be read', is: 'unknown', set: routed, hidden: ['virtualNetworks'] },
]);

testCheck('AKS-EOL-006', [
  { when: 'nothing is left', is: 'pass' },
  {
    when: 'a pool trusts by the old property',
    is: 'fail',
    change: second({ enableCustomCATrust: true }),
  },
  {
    when: 'a tag skips drivers',
    is: 'fail',
    change: second({ tags: { SkipGPUDriverInstall: 'true' } }),
  },
  {
    when: 'a label turns Teleport on',
    is: 'fail',
    change: second({ nodeLabels: { 'kubernetes.azure.com/enable-acr-teleport': 'true' } }),
  },
  { when: 'tags are open', is: 'unknown', change: second({ tags: expression }) },
]);

testCheck('AKS-REL-001', [
  { when: 'pools have three zones', is: 'pass' },
  { when: 'one has one', is: 'fail', change: second({ availabilityZones: ['1'] }), fix: 'rebuild' },
  { when: 'one has one twice', is: 'fail', change: second({ availabilityZones: ['1', '1'] }) },
  {
    when: 'the region has none',
    is: 'not-applicable',
    change: second({ availabilityZones: null }),
    config: { regionsWithoutZones: ['westeurope'] },
  },
  { when: 'zones are open', is: 'unknown', change: second({ availabilityZones: expression }) },
]);

testCheck('AKS-REL-002', [
  { when: 'the tier is Standard', is: 'pass' },
  { when: 'the tier is Premium', is: 'pass', top: { 'sku.tier': 'Premium' } },
  { when: 'the tier is free', is: 'fail', top: { 'sku.tier': 'Free' }, fix: '--tier standard' },
  { when: 'it is open', is: 'unknown', top: { 'sku.tier': expression } },
]);

testCheck('AKS-REL-003', [
  { when: 'there are enough', is: 'pass' },
  {
    when: 'the autoscaler may leave one system node',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[0].minCount = 1;
    },
    says: 'as few as 1 node',
  },
  {
    when: 'the user pool has one',
    is: 'fail',
    change: second({ enableAutoScaling: false, count: 1 }),
    says: 'user',
    fix: /nodepool scale .*--name user --node-count 2/,
  },
  {
    when: 'virtual machines of several sizes make up the number',
    is: 'pass',
    change: second({
      count: undefined,
      enableAutoScaling: undefined,
      virtualMachinesProfile: { scale: { manual: [{ count: 1 }, { count: 1 }] } },
    }),
  },
  {
    when: 'there is no user pool',
    is: 'pass',
    change: (p) => {
      p.agentPoolProfiles.pop();
    },
  },
  { when: 'there are no pools', is: 'unknown', set: { agentPoolProfiles: [] } },
]);

testCheck('AKS-REL-004', [
  { when: 'it is backed up', is: 'pass' },
  { when: 'it is not', is: 'fail', planes: { backupInstances: [] } },
  {
    when: 'the backup is broken',
    is: 'fail',
    planes: { backupInstances: [{ name: 'nightly', state: 'ProtectionError' }] },
    says: 'nightly',
  },
  { when: 'backups could not be read', is: 'unknown', hidden: ['backupInstances'] },
]);

testCheck('AKS-REL-005', [
  { when: 'pools scale', is: 'pass' },
  {
    when: 'one does not',
    is: 'fail',
    change: second({ enableAutoScaling: false }),
    fix: '--enable-cluster-autoscaler',
  },
  {
    when: 'nodes come as needed',
    is: 'pass',
    set: { nodeProvisioningProfile: { mode: 'Auto' } },
    change: second({ enableAutoScaling: false }),
  },
  { when: 'one is open', is: 'unknown', change: second({ enableAutoScaling: expression }) },
]);

testCheck('AKS-REL-006', [
  { when: 'pools are scale sets', is: 'pass' },
  { when: 'one is of virtual machines', is: 'pass', change: second({ type: 'VirtualMachines' }) },
  { when: 'one is neither', is: 'fail', change: second({ type: 'AvailabilitySet' }) },
  { when: 'there are no pools', is: 'unknown', set: { agentPoolProfiles: undefined } },
]);

testCheck('AKS-REL-007', [
  { when: 'many fit', is: 'pass' },
  { when: 'few fit', is: 'fail', change: second({ maxPods: 30 }) },
  { when: 'it is open', is: 'unknown', change: second({ maxPods: expression }) },
]);

testCheck('AKS-REL-009', [
  { when: 'the subnet is large', is: 'pass' },
  {
    when: 'it is small',
    is: 'fail',
    change: subnet({ addressPrefix: '10.1.0.0/25' }),
    says: '/23',
  },
  {
    when: 'one of its ranges is large',
    is: 'pass',
    change: subnet({ addressPrefixes: ['10.1.0.0/26', '10.2.0.0/20'] }),
  },
  {
    when: 'pods have addresses of their own',
    is: 'not-applicable',
    set: { 'networkProfile.networkPluginMode': 'Overlay' },
  },
  { when: 'networks could not be read', is: 'unknown', hidden: ['virtualNetworks'] },
]);

testCheck('AKS-REL-010', [
  { when: 'there is no convention', is: 'not-applicable' },
  { when: 'the name fits', is: 'pass', config: { clusterNamePattern: '^aks-[a-z]+$' } },
  { when: 'it does not', is: 'fail', config: { clusterNamePattern: '^k8s-' }, fix: 'rebuild' },
  {
    when: 'it is open',
    is: 'unknown',
    top: { name: expression },
    config: { clusterNamePattern: '^aks-' },
  },
]);
