import { azurePolicies } from './azure-policies.ts';

/** Rules of others that say the same. Only what a check proves is listed with it. */
export interface Reference {
  system: string;
  id: string;
  /** What people call it, where its id is only a number. */
  title?: string;
  url?: string;
}

/** `CIS AKS 1.8 5.4.1`, `Azure Policy “Authorized IP ranges …”` */
export function sayReference({ system, id, title }: Reference): string {
  return `${system} ${title ? `“${title}”` : id}`;
}

/** Number in the CIS Azure Kubernetes Service Benchmark 1.8. */
export function cis(id: string): Reference {
  return { system: 'CIS AKS 1.8', id, url: 'https://www.cisecurity.org/benchmark/kubernetes' };
}

/** A built-in definition of Azure Policy, by the first eight digits of its name. */
export function azurePolicy(start: keyof typeof azurePolicies): Reference {
  const { id, title } = azurePolicies[start];
  const definition = encodeURIComponent(
    `/providers/Microsoft.Authorization/policyDefinitions/${id}`,
  );
  return {
    system: 'Azure Policy',
    id,
    title,
    url: `https://portal.azure.com/#view/Microsoft_Azure_Policy/PolicyDetailBlade/definitionId/${definition}`,
  };
}

/** Microsoft cloud security benchmark, version 1. */
export function mcsb(id: string): Reference {
  return {
    system: 'MCSB',
    id,
    url: 'https://learn.microsoft.com/security/benchmark/azure/overview',
  };
}

export function psrule(rule: string): Reference {
  const id = `Azure.AKS.${rule}`;
  return {
    system: 'PSRule for Azure',
    id,
    url: `https://azure.github.io/PSRule.Rules.Azure/en/rules/${id}/`,
  };
}

export function checkov(id: string): Reference {
  return { system: 'Checkov', id };
}

export function trivy(id: string): Reference {
  return { system: 'Trivy', id };
}

export function kubescape(id: string): Reference {
  return { system: 'Kubescape', id };
}

export function prowler(id: string): Reference {
  return { system: 'Prowler', id };
}

export function azqr(id: string): Reference {
  return { system: 'azqr', id };
}

/** An article of the AKS documentation, by the last part of its address. */
export function aksDocs(article: string): Reference {
  return {
    system: 'Microsoft Learn',
    id: article,
    url: `https://learn.microsoft.com/azure/aks/${article}`,
  };
}
