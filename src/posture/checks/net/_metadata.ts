import type { Look } from '../../look.ts';
import { network } from '../../network.ts';
import { isWindows, poolsOf } from '../../pools.ts';
import type { Seen } from '../../read.ts';
import type { Evidence } from '../../types.ts';

/**
 * What cannot be had together with the restriction of the metadata service.
 * https://learn.microsoft.com/azure/aks/imds-restriction#limitations
 */
const exclusive: [path: string, name: string][] = [
  [
    'properties.addonProfiles.ingressApplicationGateway.enabled',
    'the ingress controller for Application Gateway',
  ],
  ['properties.addonProfiles.omsagent.enabled', 'Container Insights'],
  ['properties.addonProfiles.aciConnectorLinux.enabled', 'virtual nodes'],
  ['properties.addonProfiles.azurepolicy.enabled', 'Azure Policy'],
  ['properties.addonProfiles.httpApplicationRouting.enabled', 'HTTP application routing'],
  ['properties.addonProfiles.gitops.enabled', 'GitOps'],
  ['properties.ingressProfile.webAppRouting.enabled', 'application routing'],
  ['properties.aiToolchainOperatorProfile.enabled', 'the AI toolchain operator'],
];

export function restriction({ cluster }: Look): Seen<string> {
  return cluster.word(network.linkLocal);
}

export function metadataExclusions(look: Look): { names: string[]; evidence: Evidence[] } {
  const found = exclusive.flatMap(([path, name]) => {
    const enabled = look.cluster.flag(path);
    return enabled.value ? [{ name, evidence: enabled.evidence }] : [];
  });
  const windows = poolsOf(look)
    .filter(isWindows)
    .map((pool) => ({
      name: `the Windows pool ${pool.object}`,
      evidence: pool.word('osType').evidence,
    }));
  const all = [...found, ...windows];
  return { names: all.map(({ name }) => name), evidence: all.map(({ evidence }) => evidence) };
}
