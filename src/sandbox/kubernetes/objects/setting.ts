/** What a pretend cluster is like, as far as its objects tell of it. */
import { nodeNames } from '../../fleet/node-names.ts';
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

function nodesOf(managedCluster: Json, realCounts: PretendCluster['realCounts']): PretendNode[] {
  return nodeNames(managedCluster, realCounts).map((node, position) => ({
    ...node,
    address: `10.224.0.${position + 4}`,
  }));
}

export const isOn = ({ properties }: Setting, addon: string): boolean =>
  properties.addonProfiles?.[addon]?.enabled === true;
