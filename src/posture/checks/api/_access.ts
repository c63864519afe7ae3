import { clusterLines } from '../../bicep-lines.ts';
import type { FixRule } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import { rangeProblems } from './_ranges.ts';

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

/** A button; for a template the ranges that are there, with a place for one's own. */
export function changeRanges(label: string): FixRule {
  return {
    kinds: ['action'],
    action: 'authorized-ip-ranges',
    of: (look) => ({
      kind: 'action',
      action: 'authorized-ip-ranges',
      params: { operation: 'add' },
      label,
      bicep: clusterLines(look.ref, {
        [access.ranges]: [...rangesToKeep(look), '<your range, such as 203.0.113.0/28>'],
      }),
    }),
  };
}

function rangesToKeep({ cluster, config }: Look): string[] {
  const entries = cluster.texts(access.ranges).value ?? [];
  const bad = rangeProblems(entries, config.widestPrefix)
    .filter(({ problem }) => problem !== 'not-judged')
    .map(({ entry }) => entry);
  return [...new Set(entries)].filter((entry) => !bad.includes(entry));
}
