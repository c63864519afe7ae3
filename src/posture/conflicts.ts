/**
 * Advice that Azure refuses side by side. Each check knows its own cluster; only the whole report
 * shows that two of them ask for what cannot be had together. Then one keeps its fix and the other
 * says why it has to wait, so that nobody follows both.
 */
import type { CheckResult } from './types.ts';

interface Exclusion {
  /** Its fix stays. */
  keep: string;
  /** Its fix gives way while the other one is asked for as well. */
  yield: string;
  /** What to do instead, in a sentence or two. */
  instead: string;
}

export const exclusions: readonly Exclusion[] = [
  // https://learn.microsoft.com/azure/aks/imds-restriction#limitations
  ...(
    [
      ['AKS-GOV-001', 'the Azure Policy add-on'],
      ['AKS-LOG-005', 'Container Insights'],
    ] as const
  ).map(([keep, feature]) => ({
    keep,
    yield: 'AKS-NET-003',
    instead: `Azure refuses the restriction together with ${feature}, which this report asks for (${keep}). Keep pods from the metadata service by network policies (AKS-NET-002).`,
  })),
  // https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges#limitations
  ...(['AKS-API-001', 'AKS-API-003'] as const).map((keep) => ({
    keep,
    yield: 'AKS-API-002',
    instead: `Azure refuses authorized IP ranges on a private cluster, so it is one or the other. Good ranges (${keep}) satisfy this check too and need no new network; choose the private cluster instead if nobody has to reach it from outside.`,
  })),
  // https://learn.microsoft.com/azure/aks/use-trusted-launch#limitations
  {
    keep: 'AKS-NODE-008',
    yield: 'AKS-NODE-009',
    instead:
      'Azure refuses trusted launch on nodes with FIPS, which this report asks for (AKS-NODE-008). Turn FIPS on; on pools that are to stay without it, turn on secure boot and the virtual TPM.',
  },
  // https://learn.microsoft.com/azure/aks/container-network-security-wireguard-encryption-concepts
  {
    keep: 'AKS-NODE-008',
    yield: 'AKS-NET-014',
    instead:
      'WireGuard does not run on nodes with FIPS, which this report asks for (AKS-NODE-008). Turn on encryption of the virtual network, whose machine sizes must support it, or strict mTLS of a mesh.',
  },
  // https://learn.microsoft.com/azure/aks/app-routing-gateway-api#limitations
  ...(['AKS-EOL-003', 'AKS-MESH-001'] as const).map((keep) => ({
    keep,
    yield: 'AKS-ING-006',
    instead: `Azure refuses the Gateway API of application routing beside the Istio add-on, which this report asks for (${keep}). Let the Gateway API of the Istio add-on take over one host after the other by DNS, then turn NGINX off.`,
  })),
  // https://learn.microsoft.com/azure/aks/long-term-support
  {
    keep: 'AKS-UPG-009',
    yield: 'AKS-REL-002',
    instead:
      'Long-term support, which this report offers (AKS-UPG-009), needs the tier Premium: decide about that first. Premium satisfies this check too; otherwise the tier Standard does.',
  },
];

/** The same results; of two fixes that exclude each other, one is left. */
export function resolveConflicts(results: readonly CheckResult[]): CheckResult[] {
  const asked = new Set(results.filter(isAdvice).map(({ check }) => check));
  return results.map((result) => {
    const found = exclusions.find(
      ({ keep, yield: other }) => other === result.check && asked.has(keep),
    );
    // A new cluster is a way of its own: nobody takes both.
    if (!found || !isAdvice(result) || result.fix?.kind === 'rebuild') return result;
    return { ...result, fix: { kind: 'manual', steps: found.instead, commands: [] } };
  });
}

function isAdvice({ outcome, fix }: CheckResult): boolean {
  return outcome === 'fail' && fix !== undefined;
}
