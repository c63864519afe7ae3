import { isExpression } from '../expressions.ts';
import type { Json, Plane, Snapshot } from '../snapshot.ts';
import { clusterType, diagnosticSettingsType, type Found, isObject } from './found.ts';

const workspaceType = 'microsoft.operationalinsights/workspaces';

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
    workspaces: workspacesPlane(settings, found, readAt),
    activityLogAlerts: listPlane(
      found.filter(({ type }) => type === 'microsoft.insights/activitylogalerts'),
      'activity log alerts',
      readAt,
    ),
    kubeletIdentities: notInFile('list of the fleet'),
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

/** Known only if every workspace that is named stands in the files. */
function workspacesPlane(
  settings: readonly Found[],
  found: readonly Found[],
  readAt: string,
): Plane<Record<string, Json | null>> {
  const title = 'Log Analytics workspaces';
  const ids: Json[] = settings.map(({ body }) => body?.properties?.workspaceId).filter(Boolean);
  if (settings.length === 0) return notInFile(title);
  const workspaces = new Map(
    found.flatMap((item) =>
      item.type === workspaceType && item.id ? [[item.id.toLowerCase(), item]] : [],
    ),
  );
  const named = ids.map((id) =>
    typeof id === 'string' ? workspaces.get(id.toLowerCase()) : undefined,
  );
  if (named.some((item) => item === undefined)) return notInFile(title);
  const items = named.filter((item) => item !== undefined);
  return readPlane(
    Object.fromEntries(items.map(({ id, body }) => [id?.toLowerCase(), body])),
    items.length > 0 ? items : settings,
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
