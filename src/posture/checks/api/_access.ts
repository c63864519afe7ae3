import type { Look } from '../../look.ts';
import type { Fix } from '../../types.ts';

const profile = 'properties.apiServerAccessProfile';

/** Paths of the API server's access profile. */
export const access = {
  isPrivate: `${profile}.enablePrivateCluster`,
  ranges: `${profile}.authorizedIPRanges`,
  publicName: `${profile}.enablePrivateClusterPublicFQDN`,
  runCommandOff: `${profile}.disableRunCommand`,
  vnetIntegration: `${profile}.enableVnetIntegration`,
} as const;

export function isPrivate({ cluster }: Look) {
  return cluster.flag(access.isPrivate);
}

export function changeRanges(label: string): Fix {
  return {
    kind: 'action',
    action: 'authorized-ip-ranges',
    params: { operation: 'add' },
    label,
  };
}
