/**
 * What the stand-in serves, as data: rendered into the documentation, and compared by a test with the
 * routes that are registered. Paths are shortened below the subscription, the resource group or the cluster.
 */

import { logsCoverage } from '../logs/coverage.ts';
import { aroundCoverage } from './coverage-around.ts';
import { governanceCoverage } from './coverage-governance.ts';
import { row, type Served } from './coverage-row.ts';

const subscription = '/subscriptions/:subscription';
const group = `${subscription}/resourcegroups/:group`;
const aks = 'providers/microsoft.containerservice';
const cluster = `${group}/${aks}/managedclusters/:cluster`;
const pool = `${cluster}/agentpools/:pool`;
const location = `${subscription}/${aks}/locations/:location`;
const permissions = 'providers/microsoft.authorization/permissions';
const settings = `${cluster}/providers/microsoft.insights/diagnosticsettings`;

export const azureCoverage: Served[] = [
  row(
    'Managed clusters',
    'GET',
    `${subscription}/${aks}/managedclusters`,
    'lists a subscription, in pages',
  ),
  row(
    'Managed clusters',
    'GET',
    `${group}/${aks}/managedclusters`,
    'lists a resource group, in pages',
  ),
  row('Managed clusters', 'GET', cluster, 'one cluster, with fields that no model knows'),
  row(
    'Managed clusters',
    'PUT',
    cluster,
    'replaces the whole cluster, pools included: If-Match (412), one operation at a time (409), authorized ranges, versions and node images checked, long-running',
    'creates no cluster; most other properties are stored as they come, unchecked',
  ),
  row(
    'Managed clusters',
    'POST',
    `${cluster}/abort`,
    'stops what runs on the cluster as a whole, 409 where nothing runs',
  ),
  row('Managed clusters', 'PATCH', cluster, 'replaces the tags, long-running'),
  row(
    'Managed clusters',
    'POST',
    `${cluster}/listclusterusercredential`,
    'a kubeconfig in the formats azure and exec; without Entra it holds the administrator’s certificate',
    'the certificates and keys in it are pretend',
  ),
  row(
    'Managed clusters',
    'POST',
    `${cluster}/listclusteradmincredential`,
    'the administrator’s kubeconfig, refused where local accounts are off',
    'the certificates and keys in it are pretend',
  ),
  row(
    'Managed clusters',
    'GET',
    `${cluster}/upgradeprofiles/default`,
    'where control plane and pools can go',
  ),
  row(
    'Managed clusters',
    'GET',
    `${location}/kubernetesversions`,
    'versions on offer, with support plans',
  ),
  row(
    'Managed clusters',
    'GET',
    `${location}/operations/:operation`,
    'how an operation goes on',
    'no percentage',
  ),
  row(
    'Managed clusters',
    'GET',
    `${location}/operationresults/:operation`,
    '202 until it is done, then the resource',
  ),
  row(
    'Agent pools',
    'GET',
    `${cluster}/agentpools`,
    'all pools, with the counts that are really there',
  ),
  row('Agent pools', 'GET', pool, 'one pool'),
  row(
    'Agent pools',
    'PUT',
    pool,
    'replaces a pool and moves its own etag only; a new version replaces its nodes one after the other; long-running',
    'adds no pool; nodes come and go at once where it is scaled',
  ),
  row(
    'Agent pools',
    'GET',
    `${pool}/upgradeprofiles/default`,
    'versions and the latest node image',
    'no recently used versions',
  ),
  row(
    'Agent pools',
    'POST',
    `${pool}/upgradenodeimageversion`,
    'replaces the nodes by ones of the newest image, one after the other; long-running, one operation at a time (409)',
    'no surge nodes are to be seen',
  ),
  row(
    'Agent pools',
    'POST',
    `${pool}/abort`,
    'stops what runs on the pool and leaves its nodes half and half, 409 where nothing runs',
  ),
  row('Agent pools', 'GET', `${pool}/machines`, 'its machines by name, in pages'),
  row('Around a cluster', 'GET', `${cluster}/maintenanceconfigurations`, 'all windows'),
  row(
    'Around a cluster',
    'GET',
    `${cluster}/maintenanceconfigurations/:configuration`,
    'one window',
  ),
  row(
    'Around a cluster',
    'PUT',
    `${cluster}/maintenanceconfigurations/:configuration`,
    'replaces a window; names and length are checked',
  ),
  row(
    'Around a cluster',
    'DELETE',
    `${cluster}/maintenanceconfigurations/:configuration`,
    'removes a window',
  ),
  row('Around a cluster', 'GET', settings, 'diagnostic settings of the cluster'),
  row('Around a cluster', 'GET', `${settings}/:setting`, 'one setting'),
  row(
    'Around a cluster',
    'PUT',
    `${settings}/:setting`,
    'replaces a setting; five at most, a destination is needed, one workspace takes a category once',
    'names of categories are not checked',
  ),
  row('Around a cluster', 'DELETE', `${settings}/:setting`, 'removes a setting'),
  row(
    'Around a cluster',
    'GET',
    `${cluster}/trustedaccessrolebindings`,
    'services that may act inside',
  ),
  row(
    'Around a cluster',
    'GET',
    `${cluster}/privateendpointconnections`,
    'private endpoints and their states',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.operationalinsights/workspaces/:name`,
    'a workspace, 404 where it was deleted',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/publicipaddresses/:name`,
    'an address that traffic leaves through',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/publicipprefixes/:name`,
    'a prefix that traffic leaves through',
  ),
  row(
    'Around a cluster',
    'GET',
    `${subscription}/providers/microsoft.insights/activitylogalerts`,
    'alerts of a subscription',
  ),
  ...aroundCoverage,
  ...governanceCoverage,
  row('Resource Manager', 'GET', '/subscriptions', 'subscriptions that the caller sees'),
  row('Resource Manager', 'GET', subscription, 'one subscription'),
  row(
    'Resource Manager',
    'GET',
    `${subscription}/${permissions}`,
    'what the caller may do there',
    'no data actions',
  ),
  row(
    'Resource Manager',
    'GET',
    `${group}/${permissions}`,
    'what the caller may do there',
    'no data actions',
  ),
  row(
    'Resource Manager',
    'GET',
    `${cluster}/${permissions}`,
    'what the caller may do there',
    'no data actions',
  ),
  row(
    'Resource Manager',
    'POST',
    '/providers/microsoft.resourcegraph/resources',
    'resources, resourcecontainers, resourcechanges, containerserviceeventresources, securityresources, authorizationresources, policyresources and recoveryservicesresources with where, project, extend, order by, take; skip tokens, its own throttling, answers as late as asked for',
    'every other operator and function is refused by name',
  ),
  ...logsCoverage,
  row('Sandbox', 'GET', '/sandbox/faults', 'faults that wait'),
  row(
    'Sandbox',
    'POST',
    '/sandbox/faults',
    'asks for a fault: slow, throttled, server-error, status, dropped, operation-failed; before or after the work',
  ),
  row('Sandbox', 'DELETE', '/sandbox/faults', 'clears them'),
  row('Sandbox', 'GET', '/sandbox/journal', 'every request that came'),
  row('Sandbox', 'DELETE', '/sandbox/journal', 'forgets them'),
  row('Sandbox', 'GET', '/sandbox/clusters', 'all clusters'),
  row(
    'Sandbox',
    'POST',
    '/sandbox/clusters/:name',
    'meddles as somebody else would: sets a property, scales a pool, starts or ends an operation',
  ),
];
