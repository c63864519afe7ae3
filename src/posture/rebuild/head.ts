import type { Rebuild } from './types.ts';

/** What a person reads first in the file, line by line. */
export function headOf(made: Omit<Rebuild, 'bicep'>): string[] {
  const { cluster, takenAt, parameters, left, judged, changes, kept } = made;
  const open = parameters.filter((one) => one.default === undefined);
  const has = (name: string) => parameters.some((one) => one.name === name);
  return [
    `A hardened replacement for ${cluster.name}, written from its settings of ${takenAt.slice(0, 16).replace('T', ' ')} UTC.`,
    `Checks that fail: ${judged.before.failed} now, ${judged.after.failed} then (${judged.after.unknown} can be judged only once it exists).`,
    `${changes.length} settings are changed, each marked with the check that asks for it; ${kept.length} were good and are kept.`,
    '',
    'Fill in before deploying:',
    ...open.map(({ name, description }) => `- ${name}: ${description}`),
    '',
    'Prepare before deploying:',
    '- the identity of the cluster: Managed Identity Operator on that of the nodes' +
      (has('apiServerSubnetId') || has('nodeSubnetId')
        ? ', Network Contributor on the subnets'
        : '') +
      ', Key Vault Crypto User' +
      (has('keyVaultId') ? ' and Key Vault Contributor on the vault of the key' : ' on the key'),
    '- the identity of the nodes: AcrPull on the registries',
    '- host encryption for the subscription: az feature register --namespace Microsoft.Compute --name EncryptionAtHost',
    '- then: az deployment group what-if --resource-group <group> --template-file <this file>',
    '',
    'Not carried over, or yours to decide:',
    ...left.map(({ check, path, why }) => `- ${check ? `${check}, ` : ''}${path}: ${why}`),
  ];
}
