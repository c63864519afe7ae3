import type { Json, Snapshot } from '../../../../src/fleet/snapshot.ts';

/** Settings that Azure refuses together, or that undo one another; each by its public rule. */
export function conflicts({ planes }: Snapshot): string[] {
  if (planes.managedCluster.state !== 'read') return ['the cluster could not be read'];
  const p = planes.managedCluster.value.properties;
  const pools: Json[] = p.agentPoolProfiles;
  const access = p.apiServerAccessProfile ?? {};
  const network = p.networkProfile ?? {};
  const advanced = network.advancedNetworking ?? {};
  const isWindows = (pool: Json) => pool.osType === 'Windows';
  const isKata = (pool: Json) => /^kata/i.test(pool.workloadRuntime ?? '');
  const settings =
    planes.diagnosticSettings.state === 'read' ? planes.diagnosticSettings.value : [];
  const rules: [boolean, string][] = [
    [access.enablePrivateCluster && access.authorizedIPRanges !== undefined, 'ranges on private'],
    [access.authorizedIPRanges?.length === 0, 'an empty list of ranges opens the API server'],
    [
      access.privateDNSZone === 'none' && access.enablePrivateClusterPublicFQDN === false,
      'no name',
    ],
    [p.disableLocalAccounts && !p.aadProfile?.managed, 'nobody can sign in'],
    [
      p.securityProfile?.workloadIdentity?.enabled && !p.oidcIssuerProfile?.enabled,
      'workload identity without issuer',
    ],
    [network.networkPolicy === 'cilium' && network.networkDataplane !== 'cilium', 'Cilium halves'],
    [network.networkDataplane === 'cilium' && pools.some(isWindows), 'Cilium with Windows'],
    [network.networkDataplane === 'cilium' && network.networkPlugin !== 'azure', 'Cilium alone'],
    [advanced.security?.enabled && network.networkDataplane !== 'cilium', 'FQDN without Cilium'],
    [
      advanced.security?.transitEncryption?.type === 'WireGuard' &&
        pools.some((pool) => pool.enableFIPS || isKata(pool)),
      'WireGuard with FIPS or Kata',
    ],
    [network.podLinkLocalAccess !== undefined, 'the metadata service restricted beside add-ons'],
    [
      p.securityProfile?.azureKeyVaultKms?.keyVaultNetworkAccess === 'Private' &&
        !access.enableVnetIntegration,
      'a private vault that the API server does not reach',
    ],
    [
      p.supportPlan === 'AKSLongTermSupport' && planes.managedCluster.value.sku?.tier !== 'Premium',
      'long-term support without Premium',
    ],
    ...pools.flatMap((pool): [boolean, string][] => [
      [isWindows(pool) && pool.securityProfile?.sshAccess !== undefined, 'SSH on Windows'],
      [
        pool.securityProfile?.enableSecureBoot &&
          (pool.enableFIPS || isWindows(pool) || isKata(pool) || /ps_v/.test(pool.vmSize)),
        `trusted launch on ${pool.name}`,
      ],
      [
        pool.enableNodePublicIP === false && pool.nodePublicIPPrefixID,
        'a prefix without addresses',
      ],
    ]),
    ...settings.map((setting: Json): [boolean, string] => {
      const names = setting.properties.logs.map(({ category }: Json) => category);
      return [
        names.includes('kube-audit') && names.includes('kube-audit-admin'),
        `the audit log twice in ${setting.name}`,
      ];
    }),
  ];
  return rules.flatMap(([broken, rule]) => (broken ? rule : []));
}
