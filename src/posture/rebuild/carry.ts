/** The old cluster's document without what a new one cannot take. */
import { isExpression } from '../../fleet/expressions.ts';
import type { Json, Snapshot } from '../../fleet/snapshot.ts';
import type { Look } from '../look.ts';
import type { Draft } from './draft.ts';
import { notCarried, notCarriedOfPools, previewOnly } from './read-only.ts';
import { CannotRebuild, type Left } from './types.ts';

/** @throws CannotRebuild where the cluster or its pools could not be read */
export function carryOver(snapshot: Snapshot, look: Look): Draft {
  const plane = snapshot.planes.managedCluster;
  if (plane.state === 'unreadable')
    throw new CannotRebuild(
      `The settings of ${snapshot.cluster.name} could not be read: ${plane.reason}`,
    );
  const old = plane.value;
  const left: Left[] = [];
  const cluster = cleaned(old, '', left);
  cluster.properties ??= {};
  const pools = poolsOf(old, left);
  if (pools.length === 0)
    throw new CannotRebuild(
      `What is known of ${snapshot.cluster.name} names no node pools, and a cluster is not created without.`,
    );
  for (const path of notCarried) removeAt(cluster, path.split('.'));
  for (const pool of pools) for (const path of notCarriedOfPools) removeAt(pool, path.split('.'));
  for (const [path, why] of Object.entries(previewOnly))
    if (removeAt(cluster, path.split('.'))) left.push({ path, why });
  return {
    look,
    cluster,
    pools,
    maintenanceConfigurations: listOf(snapshot, 'maintenanceConfigurations', left),
    diagnosticSettings: listOf(snapshot, 'diagnosticSettings', left),
    trustedAccessRoleBindings: listOf(snapshot, 'trustedAccessRoleBindings', left),
    safeguards: { name: 'default', properties: safeguardsOf(snapshot, left) },
    lock: {
      name: 'keep',
      properties: {
        level: 'CanNotDelete',
        notes: 'Take it off before deleting the cluster or a pool.',
      },
    },
    parameters: [],
    changes: [],
    kept: [],
    left,
    notes: new Map(),
  };
}

/** The system pool first: a cluster is created with it, and the others are added to it. */
function poolsOf(old: Json, left: Left[]): Json[] {
  const profiles = old?.properties?.agentPoolProfiles;
  if (!Array.isArray(profiles)) return [];
  const pools = profiles
    .map((pool: Json) => cleaned(pool, `agentPools[${pool?.name}]`, left))
    .filter((pool) => typeof pool?.name === 'string');
  const isSystem = (pool: Json) => String(pool.mode).toLowerCase() === 'system';
  const first = pools.find(isSystem) ?? pools[0];
  return first ? [first, ...pools.filter((pool) => pool !== first)] : [];
}

type ListPlane = 'maintenanceConfigurations' | 'diagnosticSettings' | 'trustedAccessRoleBindings';

function listOf({ planes }: Snapshot, name: ListPlane, left: Left[]): Json[] {
  const plane = planes[name];
  if (plane.state === 'read')
    return plane.value.map((item: Json) => cleaned(item, `${name}[${item?.name}]`, left));
  left.push({
    path: name,
    why: `What the old cluster has could not be read: ${plane.reason}. What this file gives it instead comes from the checks alone.`,
  });
  return [];
}

function safeguardsOf({ planes }: Snapshot, left: Left[]): Json {
  const plane = planes.deploymentSafeguards;
  const old = plane.state === 'read' ? plane.value?.properties : undefined;
  const { provisioningState: _, systemExcludedNamespaces: __, ...kept } = old ?? {};
  return cleaned(kept, 'deploymentSafeguards.properties', left);
}

/** A copy without nulls, and without what a template leaves open. */
function cleaned(value: Json, path: string, left: Left[]): Json {
  if (Array.isArray(value))
    return value
      .map((item, index) => cleaned(item, `${path}[${index}]`, left))
      .filter((item) => item !== undefined);
  if (isExpression(value)) {
    left.push({ path, why: 'The template leaves it open; set it by hand if it is needed.' });
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const kept = cleaned(inner, path === '' ? key : `${path}.${key}`, left);
    return kept === undefined ? [] : [[key, kept]];
  });
  return Object.fromEntries(entries);
}

/** @returns whether there was something */
function removeAt(object: Json, [key = '', ...rest]: string[]): boolean {
  if (typeof object !== 'object' || object === null) return false;
  const found = Object.keys(object).filter(
    (other) => key === '*' || other.toLowerCase() === key.toLowerCase(),
  );
  let removed = false;
  for (const name of found) {
    if (rest.length === 0) {
      removed = true;
      delete object[name];
    } else if (removeAt(object[name], rest)) removed = true;
  }
  return removed;
}
