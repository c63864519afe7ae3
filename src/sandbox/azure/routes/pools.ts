/** Agent pools: a write to one moves its own etag only, never the cluster's. */
import { latestNodeImage, upgradesOf } from '../../fleet/versions.ts';
import type { Json } from '../../fleet/wire.ts';
import { refused, resourceNotFound } from '../errors.ts';
import { operationHeaders } from '../operations.ts';
import { replacedPool } from '../replace-pool.ts';
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
import { poolOf } from '../state.ts';
import { refuseIfStopped } from './clusters.ts';

const pools =
  '/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.containerservice/managedclusters/:cluster/agentpools';
const type = 'Microsoft.ContainerService/managedClusters/agentPools';
const needs = { family: 'aks', action: `${type}/read`, bucket: 'other' } as const;

export function poolRoutes(app: App, ground: Ground): void {
  on(app, ground, 'GET', pools, needs, (call) => {
    const cluster = clusterOf(call);
    const { agentPoolProfiles } = cluster.managedCluster.properties;
    const value = agentPoolProfiles.map(({ name }: Json) => ground.state.viewPool(cluster, name));
    return { json: { value } };
  });
  on(app, ground, 'GET', `${pools}/:pool`, needs, (call) => {
    const { name } = existing(call);
    return { json: ground.state.viewPool(clusterOf(call), name) };
  });
  on(
    app,
    ground,
    'PUT',
    `${pools}/:pool`,
    { family: 'aks', action: `${type}/write`, bucket: 'putPool' },
    replace,
  );
  on(
    app,
    ground,
    'GET',
    `${pools}/:pool/upgradeprofiles/default`,
    { ...needs, action: `${type}/upgradeProfiles/read` },
    upgradeProfile,
  );
  on(
    app,
    ground,
    'POST',
    `${pools}/:pool/upgradenodeimageversion`,
    { ...needs, action: `${type}/upgradeNodeImageVersion/action` },
    upgradeNodeImage,
  );
  on(
    app,
    ground,
    'POST',
    `${pools}/:pool/abort`,
    { ...needs, action: `${type}/abort/action` },
    abort,
  );
  on(
    app,
    ground,
    'GET',
    `${pools}/:pool/machines`,
    { ...needs, action: `${type}/machines/read` },
    machines,
  );
}

/** New nodes of the newest image take the place of the old ones; no etag is asked for. */
function upgradeNodeImage(call: Call) {
  const { state, operations } = call.ground;
  const cluster = clusterOf(call);
  const pool = existing(call);
  operations.refuseIfBusy(cluster);
  refuseIfStopped(cluster);
  const image = latestNodeImage(pool.nodeImageVersion, call.now);
  state.remember(cluster);
  const { headers } = accepted(call, cluster, {
    kind: 'UpgradingNodeImageVersion',
    pool: pool.name,
    rollOuts: [{ pool: pool.name, to: { image } }],
  });
  return { status: 202 as const, json: state.viewPool(cluster, pool.name), headers };
}

function abort(call: Call) {
  const operation = call.ground.operations.abort(clusterOf(call), existing(call).name);
  return { status: 202 as const, headers: operationHeaders(operation) };
}

/** They say who they are, and nothing of what they run. */
function machines(call: Call) {
  const cluster = clusterOf(call);
  const { name } = existing(call);
  const nodes = call.ground.state.nodesOf(cluster.id).filter((each) => each.pool === name);
  const value = nodes.map((node) => ({
    id: `${cluster.id}/agentPools/${name}/machines/${node.name}`,
    name: node.name,
    type: `${type}/machines`,
    properties: {
      network: { ipAddresses: [{ family: 'IPv4', ip: `10.224.1.${node.index + 4}` }] },
      resourceId: `/subscriptions/${cluster.subscriptionId}/resourceGroups/${cluster.managedCluster.properties.nodeResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/${node.name.slice(0, -6)}/virtualMachines/${node.index}`,
    },
    zones: [String((node.index % 3) + 1)],
  }));
  return page(call, value, `${cluster.id}/agentPools/${name}/machines`);
}

function replace(call: Call) {
  const { state, operations } = call.ground;
  const cluster = clusterOf(call);
  const current = existing(call);
  checkEtag(call, current.eTag);
  operations.refuseIfBusy(cluster);
  refuseIfStopped(cluster);
  const { currentKubernetesVersion: controlPlane } = cluster.managedCluster.properties;
  const next = replacedPool({ current, wanted: call.body?.properties ?? {}, now: call.now });
  refuseAhead(next, controlPlane);
  state.remember(cluster);
  const { agentPoolProfiles } = cluster.managedCluster.properties;
  agentPoolProfiles[agentPoolProfiles.indexOf(current)] = next;
  delete cluster.staleCounts[next.name];
  const version = next.orchestratorVersion;
  const image = latestNodeImage(next.nodeImageVersion, call.now);
  const { headers } = accepted(
    call,
    cluster,
    version === current.orchestratorVersion
      ? { kind: 'Updating', pool: next.name }
      : {
          ...{ kind: 'Upgrading', pool: next.name },
          // A new version comes with the newest image.
          rollOuts: [{ pool: next.name, to: { version, image } }],
        },
  );
  return { json: state.viewPool(cluster, next.name), headers };
}

/** @throws ArmError 400: nodes are never newer than their control plane. */
function refuseAhead({ orchestratorVersion: version, name }: Json, controlPlane: string): void {
  const [pool = 0, control = 0] = [version, controlPlane].map((each) => Number(each.split('.')[1]));
  if (pool <= control) return;
  throw refused(
    400,
    'NodePoolMcVersionIncompatible',
    `Node pool version ${version} and control plane version ${controlPlane} are incompatible. Minor version of node pool version ${version} of ${name} is bigger than control plane version. For more information, please check https://aka.ms/aks/UpgradeVersionRules.`,
    'orchestratorVersion',
  );
}

function upgradeProfile(call: Call) {
  const { name, osType, orchestratorVersion, currentOrchestratorVersion, nodeImageVersion } =
    existing(call);
  const version = currentOrchestratorVersion ?? orchestratorVersion;
  return {
    json: {
      id: `${clusterOf(call).id}/agentPools/${name}/upgradeprofiles/default`,
      name: 'default',
      type: `${type}/upgradeProfiles`,
      properties: {
        kubernetesVersion: version,
        osType,
        upgrades: upgradesOf(version),
        latestNodeImageVersion: latestNodeImage(nodeImageVersion, call.now),
        recentlyUsedVersions: [],
      },
    },
  };
}

function existing(call: Call): Json {
  const pool = poolOf(clusterOf(call), call.param('pool'));
  if (pool) return pool;
  throw resourceNotFound(
    type,
    `${call.param('cluster')}/${call.param('pool')}`,
    call.param('group'),
  );
}
