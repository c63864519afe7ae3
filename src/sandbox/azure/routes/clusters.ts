/** `Microsoft.ContainerService/managedClusters`: reading, listing, and replacing as a whole. */
import { ArmError, refused } from '../errors.ts';
import { operationHeaders } from '../operations.ts';
import { replacedCluster } from '../replace-cluster.ts';
import type { Author } from '../resource-changes.ts';
import {
  type App,
  accepted,
  type Call,
  checkEtag,
  clusterOf,
  type Ground,
  on,
  page,
} from '../route.ts';
import type { StoredCluster } from '../state.ts';

const type = 'microsoft.containerservice/managedclusters';
const one = `/subscriptions/:subscription/resourcegroups/:group/providers/${type}/:cluster`;
const read = 'Microsoft.ContainerService/managedClusters/read';
const write = 'Microsoft.ContainerService/managedClusters/write';
const abort = 'Microsoft.ContainerService/managedClusters/abort/action';
const family = 'aks';

export function clusterRoutes(app: App, ground: Ground): void {
  on(
    app,
    ground,
    'GET',
    `/subscriptions/:subscription/providers/${type}`,
    { family, action: read, bucket: 'listClusters' },
    (call) => listed(call, () => true, ''),
  );
  on(
    app,
    ground,
    'GET',
    `/subscriptions/:subscription/resourcegroups/:group/providers/${type}`,
    { family, action: read, bucket: 'listClustersOfGroup' },
    (call) =>
      listed(
        call,
        ({ resourceGroup }) => resourceGroup.toLowerCase() === call.param('group'),
        `/resourceGroups/${call.param('group')}`,
      ),
  );
  on(app, ground, 'GET', one, { family, action: read, bucket: 'getCluster' }, (call) => ({
    json: ground.state.view(clusterOf(call)),
  }));
  on(app, ground, 'PUT', one, { family, action: write, bucket: 'putCluster' }, replace);
  on(app, ground, 'POST', `${one}/abort`, { family, action: abort, bucket: 'other' }, stop);
  on(app, ground, 'PATCH', one, { family, action: write, bucket: 'other' }, changeTags);
}

function listed(call: Call, wanted: (cluster: StoredCluster) => boolean, group: string) {
  const { state } = call.ground;
  const clusters = state.clusters.filter(
    (each) => each.subscriptionId === call.param('subscription') && wanted(each),
  );
  const path = `/subscriptions/${call.param('subscription')}${group}/providers/Microsoft.ContainerService/managedClusters`;
  return page(call, clusters.map(state.view), path);
}

function replace(call: Call) {
  const { state, operations } = call.ground;
  const cluster = existing(call);
  checkEtag(call, cluster.managedCluster.eTag);
  operations.refuseIfBusy(cluster);
  refuseIfStopped(cluster);
  const current = cluster.managedCluster;
  const next = replacedCluster({ current, body: call.body, now: call.now });
  state.remember(cluster, authorOf(call));
  cluster.managedCluster = next;
  // From here on the document and the nodes agree again, whichever of the two was meant.
  cluster.staleCounts = {};
  const upgrades = next.properties.kubernetesVersion !== current.properties.kubernetesVersion;
  const { headers } = accepted(call, cluster, { kind: upgrades ? 'Upgrading' : 'Updating' });
  return { json: state.view(cluster), headers };
}

/** What runs on the cluster as a whole is stopped; what it has done stays. */
function stop(call: Call) {
  const operation = call.ground.operations.abort(clusterOf(call));
  return { status: 202 as const, headers: operationHeaders(operation) };
}

/** The only partial update that there is: tags, and nothing else. */
function changeTags(call: Call) {
  const { state, operations } = call.ground;
  const cluster = clusterOf(call);
  checkEtag(call, cluster.managedCluster.eTag);
  operations.refuseIfBusy(cluster);
  state.remember(cluster, authorOf(call));
  cluster.managedCluster.tags = call.body?.tags ?? {};
  const { headers } = accepted(call, cluster, { kind: 'Updating' });
  return { json: state.view(cluster), headers };
}

function existing(call: Call): StoredCluster {
  try {
    return clusterOf(call);
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    throw refused(
      400,
      'SandboxCreatesNothing',
      `There is no cluster '${call.param('cluster')}', and the sandbox does not create any.`,
    );
  }
}

export function refuseIfStopped(cluster: StoredCluster): void {
  if (cluster.managedCluster.properties.powerState?.code !== 'Stopped') return;
  throw refused(
    409,
    'OperationNotAllowed',
    'Operation is not allowed: the managed cluster is in stopped state. Please start the cluster before updating it.',
  );
}

function authorOf({ principal }: Call): Author {
  return { by: `drawbridge ${principal.name}`, type: 'Application', client: 'Unspecified' };
}
