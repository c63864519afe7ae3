/** A pool as it is after a write that carries it, alone or inside its cluster. */
import { latestNodeImage, offeredVersions } from '../fleet/versions.ts';
import type { Json } from '../fleet/wire.ts';
import { invalidParameter, refused } from './errors.ts';
import { at, put, same } from './paths.ts';

const readOnly = [
  'eTag',
  'provisioningState',
  'powerState',
  'currentOrchestratorVersion',
  'status',
];
const onlyAtCreation = [
  'vmSize',
  'osType',
  'type',
  'availabilityZones',
  'osDiskSizeGB',
  'osDiskType',
  'maxPods',
  'vnetSubnetID',
  'enableNodePublicIP',
];

/**
 * What the service makes of a pool in a PUT. The write replaces the pool: what is absent is gone, and a
 * count is a wish that is fulfilled, even where an autoscaler has gone elsewhere since.
 * @throws ArmError 400
 */
export function replacedPool({
  current,
  wanted,
  now,
}: {
  current: Json;
  wanted: Json;
  now: Date;
}): Json {
  const { name } = current;
  const next = structuredClone(wanted);
  next.name = name;
  for (const path of readOnly) put(next, path, at(current, path));
  for (const path of onlyAtCreation) {
    const value = at(next, path);
    if (value !== undefined && value !== null && !same(value, at(current, path)))
      throw refused(
        400,
        'PropertyChangeNotAllowed',
        `Changing property 'properties.${path}' is not allowed.`,
        `properties.${path}`,
      );
    put(next, path, at(current, path));
  }
  next.mode ??= current.mode;
  next.orchestratorVersion ??= current.orchestratorVersion;
  checkVersion(name, current, next.orchestratorVersion);
  next.nodeImageVersion = image(current, wanted.nodeImageVersion, now);
  next.count = checkedCount(current, next);
  return next;
}

function checkVersion(name: string, current: Json, wished: string): void {
  if (wished === current.orchestratorVersion || offers(wished)) return;
  throw refused(
    400,
    'AgentPoolK8sVersionNotSupported',
    `Version ${wished} of agent pool ${name} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
  );
}

/** Whether a full version or a minor is on offer. */
export function offers(version: string): boolean {
  return [...offeredVersions].some((each) => each === version || each.startsWith(`${version}.`));
}

/** Whoever sends an image back asks for that image, and an older one than the pool's is refused. */
function image(current: Json, wished: string | undefined, now: Date): string {
  const latest = latestNodeImage(current.nodeImageVersion, now);
  if (!wished || wished === current.nodeImageVersion) return current.nodeImageVersion;
  if (wished === 'latest' || wished === latest) return latest;
  throw invalidParameter(
    `NodeImageVersion '${wished}' is not accepted. NodeImageVersion can only be current version '${current.nodeImageVersion}' or 'latest'`,
    'nodeImageVersion',
  );
}

function checkedCount(current: Json, next: Json): number {
  const count = next.count ?? current.count;
  const { name, mode, enableAutoScaling, minCount, maxCount } = next;
  const least = mode === 'System' ? 1 : 0;
  // A stopped pool has no nodes, and goes on having none.
  if (current.powerState?.code === 'Stopped') return current.count;
  if (!Number.isInteger(count) || count < least || count > 1000)
    throw invalidParameter(
      `The value of parameter agentPoolProfile.count is invalid: ${count} nodes for agent pool ${name}, allowed are ${least} to 1000.`,
      'agentPoolProfile.count',
    );
  if (enableAutoScaling && !(minCount <= count && count <= maxCount))
    throw invalidParameter(
      `Agent pool ${name} has autoscaling on: its count ${count} must be between minCount ${minCount} and maxCount ${maxCount}.`,
      'agentPoolProfile.count',
    );
  return count;
}
