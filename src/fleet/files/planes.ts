import { firewallPolicyIds, gatewayIds } from '../around/gateways.ts';
import { networkIds, routeTableIds, securityGroupIds } from '../around/networks.ts';
import { isExpression } from '../expressions.ts';
import { nothingReadInside } from '../kubernetes-planes.ts';
import type { Json, Plane, Snapshot } from '../snapshot.ts';
import { clusterType, diagnosticSettingsType, type Found, isObject } from './found.ts';

/** The planes of one cluster, from all that stands in the files. */
export function planesFromFile(
  cluster: Found,
  found: readonly Found[],
  readAt: string,
): Snapshot['planes'] {
  const own = found.filter((item) => item !== cluster && belongsTo(item, cluster));
  const ofType = (type: string) => own.filter((item) => item.type === type);
  const child = (name: string) => ofType(`${clusterType}/${name}`);
  const settings = ofType(diagnosticSettingsType);
  return {
    managedCluster: readPlane(withPools(cluster.body, child('agentpools')), [cluster], readAt),
    diagnosticSettings: listPlane(settings, 'diagnostic settings', readAt),
    upgradeProfile: singlePlane(child('upgradeprofiles'), 'upgrade profile', readAt),
    kubernetesVersions: notInFile('Kubernetes versions of the region'),
    maintenanceConfigurations: listPlane(
      child('maintenanceconfigurations'),
      'maintenance windows',
      readAt,
    ),
    trustedAccessRoleBindings: listPlane(
      child('trustedaccessrolebindings'),
      'trusted access bindings',
      readAt,
    ),
    privateEndpointConnections: listPlane(
      child('privateendpointconnections'),
      'private endpoint connections',
      readAt,
    ),
    workspaces: namedPlane({
      ids: settings.map(({ body }) => body?.properties?.workspaceId).filter(Boolean),
      type: 'microsoft.operationalinsights/workspaces',
      title: 'Log Analytics workspaces',
      found,
      by: settings,
      readAt,
    }),
    activityLogAlerts: listPlane(
      found.filter(({ type }) => type === 'microsoft.insights/activitylogalerts'),
      'activity log alerts',
      readAt,
    ),
    auditLog: notInFile('audit log'),
    kubeletIdentities: notInFile('list of the fleet'),
    ...surroundings(cluster, found, readAt),
    ...nothingReadInside(notInFile('Kubernetes objects')),
  };
}

/** What the cluster and its neighbours name by id may stand in the files; the rest only Azure knows. */
function surroundings(cluster: Found, found: readonly Found[], readAt: string) {
  const { body: managedCluster } = cluster;
  const named = (type: string, title: string, ids: readonly Json[]) =>
    namedPlane({ ids, type, title, found, by: [cluster], readAt });
  const after = <T>(plane: Plane<T>, title: string, then: (value: T) => Plane<Json>) =>
    plane.state === 'read' ? then(plane.value) : notInFile(title);

  // Where the cluster names none, whether there is one is not known.
  const ofCluster = (type: string, title: string, ids: readonly Json[]) =>
    ids.length === 0 ? notInFile(title) : named(type, title, ids);

  const virtualNetworks = ofCluster(
    'microsoft.network/virtualnetworks',
    'virtual networks',
    networkIds(managedCluster),
  );
  const applicationGateways = ofCluster(
    'microsoft.network/applicationgateways',
    'application gateway',
    gatewayIds(managedCluster),
  );
  const groups = 'security groups of the subnets';
  const routes = 'route tables';
  const policies = 'web application firewall policies';
  return {
    virtualNetworks,
    applicationGateways,
    subnetSecurityGroups: after(virtualNetworks, groups, (value) =>
      named(
        'microsoft.network/networksecuritygroups',
        groups,
        securityGroupIds({ managedCluster, virtualNetworks: value }),
      ),
    ),
    routeTables: after(virtualNetworks, routes, (value) =>
      named(
        'microsoft.network/routetables',
        routes,
        routeTableIds({ managedCluster, virtualNetworks: value }),
      ),
    ),
    firewallPolicies: after(applicationGateways, policies, (value) =>
      named(
        'microsoft.network/applicationgatewaywebapplicationfirewallpolicies',
        policies,
        firewallPolicyIds(value),
      ),
    ),
    nodeSecurityGroups: notInFile('security groups of the nodes'),
    loadBalancers: notInFile('load balancers'),
    trafficControllers: notInFile('Application Gateways for Containers'),
    keyVaults: notInFile('vault of the etcd key'),
    keyVaultKeys: notInFile('etcd key'),
    privateEndpoints: notInFile('private endpoints'),
    registryRoleAssignments: notInFile('role assignments on registries'),
    meshRevisionProfiles: notInFile('Istio revisions of the region'),
    containersPlan: notInFile('plan Defender for Containers'),
    securityAlerts: notInFile('alerts of Defender'),
    securityAssessments: notInFile('recommendations of Defender'),
    roleAssignments: notInFile('role assignments'),
    identityRoles: notInFile('roles of the cluster’s identities'),
    containerRegistries: notInFile('registries from which nodes may pull'),
    policyAssignments: notInFile('policy assignments'),
    policyExemptions: notInFile('policy exemptions'),
    policyStates: notInFile('policy compliance'),
    locks: notInFile('locks'),
    deploymentSafeguards: notInFile('deployment safeguards'),
    activityLog: notInFile('activity log'),
    poolUpgradeProfiles: notInFile('upgrade profiles of the node pools'),
    imageFindings: notInFile('findings of Defender in running images'),
    backupInstances: notInFile('backups'),
    extensions: notInFile('extensions of the cluster'),
    fluxConfigurations: notInFile('Flux configurations'),
  };
}

function belongsTo(item: Found, { id, name, file }: Found): boolean {
  if (item.cluster === undefined) return false;
  // Without an id only the name is known, and names are the same only within one file.
  return (
    item.cluster === id?.toLowerCase() ||
    (item.file === file && item.cluster === name.toLowerCase())
  );
}

/** Pools that stand beside their cluster, put into it as the REST API shows them. */
function withPools(body: Json, pools: readonly Found[]): Json {
  if (pools.length === 0 || isExpression(body.properties)) return body;
  const listed = body.properties?.agentPoolProfiles ?? [];
  // A list that is open stays so: what it holds is not known, whatever stands beside it.
  if (!Array.isArray(listed)) return body;
  const profiles = new Map<string, Json>(
    listed.map((pool, index) => [String(pool?.name ?? index).toLowerCase(), pool]),
  );
  for (const { name, body: pool } of pools) {
    const before = profiles.get(name.toLowerCase());
    const properties = isExpression(pool.properties) ? undefined : pool.properties;
    profiles.set(
      name.toLowerCase(),
      properties ? { ...(isObject(before) ? before : {}), ...properties, name } : pool.properties,
    );
  }
  return { ...body, properties: { ...body.properties, agentPoolProfiles: [...profiles.values()] } };
}

function listPlane(items: readonly Found[], title: string, readAt: string): Plane<Json[]> {
  if (items.length === 0) return notInFile(title);
  const open = items.find(({ condition }) => condition !== undefined);
  if (open)
    return notInFile(title, `whether "${open.name}" is deployed depends on ${open.condition}`);
  return readPlane(
    items.map(({ body }) => body),
    items,
    readAt,
  );
}

function singlePlane(items: readonly Found[], title: string, readAt: string): Plane<Json> {
  const [item] = items;
  return item ? readPlane(item.body, [item], readAt) : notInFile(title);
}

/** Resources that others name: known only if every one that is named stands in the files. */
function namedPlane({
  ids,
  type,
  title,
  found,
  by,
  readAt,
}: {
  ids: readonly Json[];
  type: string;
  title: string;
  found: readonly Found[];
  /** Where the names stand. */
  by: readonly Found[];
  readAt: string;
}): Plane<Record<string, Json | null>> {
  const ofType = new Map(
    found.flatMap((item) => (item.type === type && item.id ? [[item.id.toLowerCase(), item]] : [])),
  );
  const named = ids.map((id) =>
    typeof id === 'string' ? ofType.get(id.toLowerCase()) : undefined,
  );
  const items = named.filter((item) => item !== undefined);
  if (by.length === 0 || items.length < named.length) return notInFile(title);
  return readPlane(
    Object.fromEntries(items.map(({ id, body }) => [id?.toLowerCase(), body])),
    items.length > 0 ? items : by,
    readAt,
  );
}

function readPlane<T>(value: T, items: readonly Found[], readAt: string): Plane<T> {
  const files = [...new Set(items.map(({ file }) => file))];
  return { state: 'read', value, source: `file ${files.join(', ')}`, readAt };
}

function notInFile(
  title: string,
  reason = `the ${title}: not in the file`,
): Extract<Plane<never>, { state: 'unreadable' }> {
  return {
    state: 'unreadable',
    code: 'not-in-file',
    reason,
    help: `Check the cluster in Azure itself, or give a file that holds the ${title} too.`,
  };
}
