/** What a pretend cluster is like, as far as its objects tell of it. */
import { type Json, type PretendCluster, seededGuid } from '../../fleet/wire.ts';

export interface PretendNode {
  name: string;
  pool: Json;
  index: number;
  address: string;
}

export interface Setting {
  name: string;
  env: 'prod' | 'staging' | 'dev';
  app: 'shop' | 'pay' | 'data';
  team: string;
  now: Date;
  location: string;
  properties: Json;
  /** How its people keep it: by what they have switched on in Azure. */
  care: 'careless' | 'usual' | 'hardened';
  nodes: PretendNode[];
  /** The same words give the same id on the same cluster. */
  id(...words: string[]): string;
  /** A time so many days and hours ago, as the API server writes it. */
  ago(days: number, hours?: number): string;
}

export function settingOf({ managedCluster, realCounts }: PretendCluster, now: Date): Setting {
  const { id, name, location, tags, properties } = managedCluster;
  const channel = properties.autoUpgradeProfile?.nodeOSUpgradeChannel;
  const hardened = properties.addonProfiles?.azurepolicy?.enabled === true;
  const careless = channel === 'None' || channel === 'Unmanaged' || !properties.aadProfile;
  return {
    name,
    env: tags.env,
    app: tags.app,
    team: tags.team,
    now,
    location,
    properties,
    care: hardened ? 'hardened' : careless ? 'careless' : 'usual',
    nodes: nodesOf(managedCluster, realCounts),
    id: (...words) => seededGuid(id, ...words),
    ago(days, hours = 0) {
      const time = now.getTime() - (days * 24 + hours) * 3_600_000;
      return `${new Date(time).toISOString().slice(0, 19)}Z`;
    },
  };
}

/** A stopped cluster has none: its pools count nothing. */
function nodesOf(
  { id, properties }: Json,
  realCounts: PretendCluster['realCounts'],
): PretendNode[] {
  const set = Number.parseInt(seededGuid('scale set', id).slice(0, 7), 16) % 100_000_000;
  let address = 3;
  return properties.agentPoolProfiles.flatMap((pool: Json) =>
    Array.from({ length: realCounts[pool.name] ?? pool.count }, (_, index) => {
      address += 1;
      const number = index.toString(36).padStart(6, '0');
      const name =
        pool.osType === 'Windows'
          ? `aks${pool.name}${number}`
          : `aks-${pool.name}-${String(set).padStart(8, '0')}-vmss${number}`;
      return { name, pool, index, address: `10.224.0.${address}` };
    }),
  );
}

export const isOn = ({ properties }: Setting, addon: string): boolean =>
  properties.addonProfiles?.[addon]?.enabled === true;
