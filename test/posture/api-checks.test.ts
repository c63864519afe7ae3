import { expression, testCheck } from './support/judge.ts';
import { clusterId } from './support/planes.ts';

const makePrivate = (p: { apiServerAccessProfile: unknown }) => {
  p.apiServerAccessProfile = { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: false };
};

function withRanges(...ranges: unknown[]) {
  return (p: { apiServerAccessProfile: { authorizedIPRanges?: unknown } }) => {
    p.apiServerAccessProfile.authorizedIPRanges = ranges;
  };
}

function connect(status: string | undefined, subscription: string | undefined) {
  return {
    name: 'kube-apiserver',
    properties: {
      privateEndpoint: subscription && {
        id: `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe`,
      },
      privateLinkServiceConnectionState: { status },
    },
  };
}
const own = clusterId.split('/')[2] ?? '';
const foreign = '0ff10000-0000-4000-8000-000000000009';

testCheck('AKS-API-001', [
  { when: 'ranges are set', is: 'pass', says: '2 authorized IP ranges' },
  {
    when: 'the list is empty',
    is: 'fail',
    change: withRanges(),
    fix: '"action":"authorized-ip-ranges"',
  },
  { when: 'the list holds nothing but empty text', is: 'fail', change: withRanges('') },
  { when: 'the profile is absent', is: 'fail', set: { apiServerAccessProfile: undefined } },
  { when: 'the cluster is private', is: 'not-applicable', change: makePrivate },
  {
    when: 'a template leaves the list open',
    is: 'unknown',
    set: { 'apiServerAccessProfile.authorizedIPRanges': expression },
  },
  { when: 'a template leaves a range open', is: 'unknown', change: withRanges(expression) },
  {
    when: 'a template leaves open whether it is private',
    is: 'unknown',
    set: { 'apiServerAccessProfile.enablePrivateCluster': expression },
  },
  {
    when: 'the range is everything',
    is: 'pass',
    change: withRanges('0.0.0.0/0'),
    says: 'AKS-API-003',
  },
  {
    when: 'it is spelt as cloud scanners misspell it',
    is: 'pass',
    set: { apiServerAccessProfile: { authorizedIpRanges: ['203.0.113.0/28'] } },
  },
]);

testCheck('AKS-API-002', [
  { when: 'the cluster is private', is: 'pass', change: makePrivate },
  { when: 'it is public with ranges', is: 'pass', says: 'AKS-API-001' },
  { when: 'it is public without', is: 'fail', set: { apiServerAccessProfile: {} }, fix: 'rebuild' },
  {
    when: 'it is public with everything',
    is: 'fail',
    change: withRanges('203.0.113.0/28', '0.0.0.0/0'),
  },
  {
    when: 'it is public, without ranges, in its own network',
    is: 'fail',
    change: withRanges(),
    fix: 'satisfy this check too',
  },
]);

testCheck('AKS-API-003', [
  { when: 'ranges are narrow', is: 'pass' },
  { when: 'only the cluster itself is let in', is: 'pass', change: withRanges('0.0.0.0/32') },
  { when: 'an address stands alone', is: 'pass', change: withRanges('203.0.113.7') },
  {
    when: 'a range is everything',
    is: 'fail',
    change: withRanges('203.0.113.0/28', '0.0.0.0/0'),
    says: 'whole Internet',
  },
  {
    when: 'everything comes in two halves',
    is: 'fail',
    change: withRanges('0.0.0.0/1', '128.0.0.0/1'),
  },
  { when: 'everything is of IPv6', is: 'fail', change: withRanges('::/0') },
  {
    when: 'a range is a /15',
    is: 'fail',
    change: withRanges('20.0.0.0/15'),
    says: '20.0.0.0/15 is wider',
  },
  { when: 'a range is a /16', is: 'pass', change: withRanges('20.1.0.0/16') },
  {
    when: 'a range is a /16 and only /24 is narrow',
    is: 'fail',
    change: withRanges('20.1.0.0/16'),
    config: { widestPrefix: 24 },
  },
  {
    when: 'a range is private',
    is: 'fail',
    change: withRanges('172.16.4.0/24'),
    says: 'private range',
  },
  {
    when: 'a range is there twice',
    is: 'fail',
    change: withRanges('203.0.113.7', '203.0.113.7/32'),
    says: 'twice',
  },
  {
    when: 'every customer of Azure is let in',
    is: 'fail',
    change: withRanges('AzureCloud.westeurope'),
  },
  {
    when: 'a service tag cannot be judged',
    is: 'unknown',
    change: withRanges('203.0.113.0/28', 'AzureDevOps'),
    says: 'AzureDevOps',
  },
  {
    when: 'there are more than Azure allows',
    is: 'pass',
    set: {
      'apiServerAccessProfile.authorizedIPRanges': Array.from(
        { length: 201 },
        (_, i) => `203.0.113.${i}/32`,
      ),
    },
    says: '201',
  },
  { when: 'no ranges are set', is: 'not-applicable', change: withRanges() },
  { when: 'the cluster is private', is: 'not-applicable', change: makePrivate },
]);

testCheck('AKS-API-004', [
  { when: 'the cluster is public', is: 'not-applicable' },
  { when: 'it is private without a public name', is: 'pass', change: makePrivate },
  {
    when: 'it is private with a public name',
    is: 'fail',
    set: {
      apiServerAccessProfile: { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: true },
    },
  },
  {
    when: 'it is private and nothing is said',
    is: 'fail',
    set: { apiServerAccessProfile: { enablePrivateCluster: true } },
  },
]);

testCheck('AKS-API-005', [
  { when: 'run command is disabled', is: 'pass' },
  {
    when: 'nothing is said',
    is: 'fail',
    set: { 'apiServerAccessProfile.disableRunCommand': undefined },
  },
  {
    when: 'it is the way into a private cluster',
    is: 'fail',
    change: makePrivate,
    fix: 'only way into this private cluster',
  },
]);

testCheck('AKS-API-006', [
  { when: 'it is on', is: 'pass' },
  {
    when: 'it is off',
    is: 'fail',
    set: { 'apiServerAccessProfile.enableVnetIntegration': false },
    fix: 'cannot be undone',
  },
]);

testCheck('AKS-API-007', [
  { when: 'the cluster is public', is: 'not-applicable' },
  {
    when: 'the cluster is public and connections could not be read',
    is: 'not-applicable',
    hidden: ['privateEndpointConnections'],
  },
  { when: 'there are none', is: 'pass', change: makePrivate },
  {
    when: 'its own subscription is connected',
    is: 'pass',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect('Approved', own.toUpperCase())];
    },
  },
  {
    when: 'another is connected',
    is: 'fail',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect('Approved', foreign)];
    },
    fix: `reject --id ${clusterId}/privateEndpointConnections/kube-apiserver`,
  },
  {
    when: 'another is on the list',
    is: 'pass',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect('Approved', foreign)];
    },
    config: { privateEndpointSubscriptions: [foreign] },
  },
  {
    when: 'one is pending',
    is: 'fail',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect('Pending', own)];
    },
  },
  {
    when: 'a foreign one was rejected',
    is: 'pass',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect('Rejected', foreign)];
    },
  },
  {
    when: 'where one comes from is not said',
    is: 'unknown',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect('Approved', undefined)];
    },
  },
  {
    when: 'the state of one is not said',
    is: 'unknown',
    change: (p, planes) => {
      makePrivate(p);
      planes.privateEndpointConnections = [connect(undefined, own)];
    },
  },
  {
    when: 'the connections could not be read',
    is: 'unknown',
    change: makePrivate,
    hidden: ['privateEndpointConnections'],
  },
]);

testCheck('AKS-API-008', [
  { when: 'nobody demands it', is: 'not-applicable' },
  { when: 'it is disabled', is: 'pass', set: { publicNetworkAccess: 'disabled' } },
  {
    when: 'it is demanded and enabled',
    is: 'fail',
    set: { publicNetworkAccess: 'Enabled' },
    config: { demandPublicNetworkAccessDisabled: true },
  },
]);
