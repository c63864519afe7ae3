import type { NodeState } from '../fleet/node-health.ts';
import { daysOld, imageDate, imageName } from '../fleet/node-image.ts';
import { osOf, supportEnds } from '../fleet/node-os-support.ts';
import type { Json } from '../fleet/snapshot.ts';
import type { PoolLine } from './types.ts';

export interface PoolQuestion {
  /** From the cluster's `agentPoolProfiles`. */
  pool: Json;
  /** `upgradeProfiles/default` of the pool; undefined where it could not be read. */
  profile: Json | undefined;
  /** Its nodes, as the API server tells them. */
  nodes: readonly NodeState[];
  /** Days after which an image is old. */
  oldAfter: { linux: number; windows: number };
  now: Date;
}

export function poolLine({ pool, profile, nodes, oldAfter, now }: PoolQuestion): PoolLine {
  const image = textOf(pool.nodeImageVersion);
  const os = String(pool.osType).toLowerCase() === 'windows' ? 'windows' : 'linux';
  const date = image === null ? undefined : imageDate(image);
  const ageDays = date ? daysOld(date, now) : null;
  const newest = textOf(profile?.properties?.latestNodeImageVersion);
  const system = osOf(image?.toLowerCase(), textOf(pool.osSKU)?.toLowerCase());
  const ends = system && supportEnds(system);
  return {
    name: String(pool.name),
    mode: String(pool.mode ?? 'User'),
    os,
    image,
    ageDays,
    isOld: ageDays !== null && ageDays > oldAfter[os],
    newest,
    isNewest: image && newest ? imageName(image) === imageName(newest) : null,
    system: system
      ? {
          name: system.name,
          ends: ends?.toISOString() ?? null,
          isOver: ends !== undefined && now >= ends,
        }
      : null,
    count: Number(pool.count ?? 0),
    provisioningState: String(pool.provisioningState ?? ''),
    maxSurge: textOf(pool.upgradeSettings?.maxSurge),
    maxUnavailable: textOf(pool.upgradeSettings?.maxUnavailable),
    images: distinct(nodes.map((node) => node.image)),
    versions: distinct(nodes.map((node) => node.version)),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => word !== ''))].sort();
}
