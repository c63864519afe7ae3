/** Groups of the check catalogue, and the layer of defence that each belongs to. */
const layerOfGroup = {
  IAM: 'API server access',
  API: 'API server access',
  NET: 'Network',
  ING: 'Network',
  MESH: 'Network',
  IMG: 'Images',
  SEC: 'Secrets',
  POD: 'Pods',
  PSA: 'Pods',
  RBAC: 'Pods',
  NODE: 'Nodes',
  UPG: 'Upgrades',
  EOL: 'Upgrades',
  LOG: 'Logging and detection',
  DEF: 'Logging and detection',
  GOV: 'Governance',
  REL: 'Reliability',
} as const;

export type Group = keyof typeof layerOfGroup;
export type Layer = (typeof layerOfGroup)[Group];

/** In the order in which an attacker meets them. */
export const layers: readonly Layer[] = [...new Set(Object.values(layerOfGroup))];

export function layerOf(group: Group): Layer {
  return layerOfGroup[group];
}

const groups = Object.keys(layerOfGroup);

/** Ids such as `AKS-API-001`, layer by layer, then by number, which always has three digits. */
export function byCatalogue(left: string, right: string): number {
  const place = (id: string) => groups.indexOf(id.split('-')[1] ?? '');
  return place(left) - place(right) || (left < right ? -1 : Number(left > right));
}
