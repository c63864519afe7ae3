import { type Draft, leave, parameter, poolPart } from '../draft.ts';

/**
 * Node images that get no patches, and what takes their place.
 * https://learn.microsoft.com/azure/aks/node-images
 */
const retired: Record<string, { by: string; why: string }> = {
  cblmariner: { by: 'AzureLinux', why: 'CBL-Mariner is out of support.' },
  mariner: { by: 'AzureLinux', why: 'CBL-Mariner is out of support.' },
  flatcar: { by: 'AzureLinux', why: 'Flatcar is out of support since June 2026.' },
  windows2019: {
    by: 'Windows2022',
    why: 'Windows Server 2019 is out of support since March 2026.',
  },
  windowsannual: { by: 'Windows2022', why: 'The annual channel is out of support since May 2026.' },
};

/** Images of the nodes; before the network, which Windows and FIPS restrict. */
export function images(draft: Draft): void {
  for (const pool of draft.pools) {
    const part = poolPart(draft, pool);
    const next = retired[part.word('osSKU')];
    if (next) part.set('osSKU', next.by, { check: 'AKS-NODE-012', why: next.why });
    if (part.word('osType') === 'windows') windows(draft, pool.name, next !== undefined);
    else if (draft.look.config.demandFips)
      part.set('enableFIPS', true, {
        check: 'AKS-NODE-008',
        why: 'Validated cryptography is demanded here.',
      });
  }
}

function windows(draft: Draft, pool: string, isNewer: boolean): void {
  if (isNewer)
    leave(draft, {
      check: 'AKS-NODE-012',
      path: `agentPools[${pool}].osSKU`,
      why: 'Windows containers run on the Windows for which they were built: build their images again.',
    });
  const { properties } = draft.cluster;
  properties.windowsProfile ??= { adminUsername: 'azureuser' };
  properties.windowsProfile.adminPassword = parameter(draft, {
    name: 'windowsAdminPassword',
    type: 'string',
    description: 'Password of the administrator of Windows nodes',
    secure: true,
  });
}
