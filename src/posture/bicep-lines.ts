/** The lines of a template that set some properties, from their wire paths. */
import { aksApiVersion } from '../azure/api-versions.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { printProperties, printValue, quoted } from './rebuild/bicep/values.ts';

/** Wire path of the resource → the value that it is to have. */
export type Settings = Readonly<Record<string, unknown>>;

const clusters = 'Microsoft.ContainerService/managedClusters';

/**
 * @example
 * clusterLines(ref, { 'properties.disableLocalAccounts': true })
 * // Merge into the cluster “aks-shop”
 * resource cluster 'Microsoft.ContainerService/managedClusters@2026-06-01' = {
 *   name: 'aks-shop'
 *   properties: {
 *     disableLocalAccounts: true
 *   }
 * }
 */
export function clusterLines(ref: Pick<ClusterRef, 'name'>, settings: Settings): string {
  return lines('cluster', clusters, { name: ref.name, ...nested(settings) });
}

/** As `clusterLines`, for node pools: paths below the pool's `properties`. */
export function poolLines(
  ref: Pick<ClusterRef, 'name'>,
  pools: readonly string[],
  settings: Settings,
): string {
  return pools
    .map((pool) =>
      lines('pool', `${clusters}/agentPools`, {
        name: `${ref.name}/${pool}`,
        properties: nested(settings),
      }),
    )
    .join('\n');
}

/** As `clusterLines`, for a resource that hangs on the cluster, such as a maintenance window. */
export function childLines(
  ref: Pick<ClusterRef, 'name'>,
  kind: string,
  name: string,
  properties: Settings,
): string {
  return lines('child', `${clusters}/${kind}`, {
    name: `${ref.name}/${name}`,
    properties: nested(properties),
  });
}

/** For a resource of another provider that hangs on the cluster; `cluster` is its name in the template. */
export function onClusterLines(
  ref: Pick<ClusterRef, 'name'>,
  type: string,
  body: { name: string; [key: string]: unknown },
): string {
  const symbol = type.replace(/^.*\/|@.*$/g, '');
  return [
    `// For the cluster ${quoted(ref.name)}, which your template calls cluster here.`,
    `resource ${symbol} '${type}' = {`,
    '  scope: cluster',
    ...printProperties(body, new Map(), 1),
    '}',
  ].join('\n');
}

function lines(
  symbol: string,
  type: string,
  body: { name: string; [key: string]: unknown },
): string {
  return [
    `// Merge into what your template says of ${quoted(body.name)}.`,
    `resource ${symbol} '${type}@${aksApiVersion}' = ${printValue(body)}`,
  ].join('\n');
}

/** `{ 'a.b': 1 }` → `{ a: { b: 1 } }` */
function nested(settings: Settings): Record<string, unknown> {
  const top: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(settings)) {
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let inner = top;
    for (const key of keys) {
      inner[key] ??= {};
      inner = inner[key] as Record<string, unknown>;
    }
    inner[last] = value;
  }
  return top;
}
