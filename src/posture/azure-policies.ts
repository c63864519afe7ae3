import { imagePolicies } from './azure-image-policies.ts';
import { networkPolicies } from './azure-network-policies.ts';
import { podPolicies } from './azure-pod-policies.ts';

/**
 * Built-in definitions of Azure Policy, by the first part of their name.
 * https://github.com/Azure/azure-policy/tree/master/built-in-policies/policyDefinitions
 */
export const azurePolicies = {
  ...podPolicies,
  ...imagePolicies,
  ...networkPolicies,
  '040732e8': {
    id: '040732e8-d947-40b8-95d6-854c95024bf8',
    title: 'Azure Kubernetes Service Private Clusters should be enabled',
  },
  '04408ca5': {
    id: '04408ca5-aa10-42ce-8536-98955cdddd4c',
    title: 'Azure Kubernetes Service Clusters should enable node os auto-upgrade',
  },
  '090c7b07': {
    id: '090c7b07-b4ed-4561-ad20-e9075f3ccaff',
    title:
      'Azure registry container images should have vulnerabilities resolved (powered by Microsoft Defender Vulnerability Management)',
  },
  '0a15ec92': {
    id: '0a15ec92-a229-4763-bb14-0ea34a568f8d',
    title:
      'Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters',
  },
  '0e246bcf': {
    id: '0e246bcf-5f6f-4f87-bc6f-775d4712c7ea',
    title: 'Authorized IP ranges should be defined on Kubernetes Services',
  },
  '17f4b1cc': {
    id: '17f4b1cc-c55c-4d94-b1f9-2978f6ac2957',
    title:
      'Azure running container images should have vulnerabilities resolved (powered by Microsoft Defender Vulnerability Management)',
  },
  '1b708b0a': {
    id: '1b708b0a-3380-40e9-8b79-821f9fa224cc',
    title: 'Disable Command Invoke on Azure Kubernetes Service clusters',
  },
  '1c988dd6': {
    id: '1c988dd6-ade4-430f-a608-2a3e5b0a6d38',
    title: 'Microsoft Defender for Containers should be enabled',
  },
  '245fc9df': {
    id: '245fc9df-fa96-4414-9a0b-3738c2f7341c',
    title: 'Resource logs in Azure Kubernetes Service should be enabled',
  },
  '28257686': {
    id: '28257686-e9db-403e-b9e2-a5eecbe03da9',
    title: 'Azure Kubernetes Clusters should disable SSH',
  },
  '2cc2e023': {
    id: '2cc2e023-0dac-4046-875b-178f683929d5',
    title: 'Azure Kubernetes Service Clusters should enable workload identity',
  },
  '36a27de4': {
    id: '36a27de4-199b-40fb-b336-945a8475d6c5',
    title:
      'Configure Microsoft Entra ID integrated Azure Kubernetes Service Clusters with required Admin Group Access',
  },
  '40f1aee2': {
    id: '40f1aee2-4db4-4b74-acb1-c6972e24cca8',
    title: 'Configure Node OS Auto upgrade on Azure Kubernetes Cluster',
  },
  '41425d9f': {
    id: '41425d9f-d1a5-499a-9932-f8ed8453932c',
    title:
      'Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host',
  },
  '450d2877': {
    id: '450d2877-ebea-41e8-b00c-e286317d21bf',
    title: 'Azure Kubernetes Service Clusters should enable Microsoft Entra ID integration',
  },
  '46238e2f': {
    id: '46238e2f-3f6f-4589-9f3f-77bed4116e67',
    title: 'Azure Kubernetes Clusters should use Azure CNI',
  },
  '4f3823b6': {
    id: '4f3823b6-6dac-4b5a-9c61-ce1afb829f17',
    title: 'Kubernetes clusters should use Container Storage Interface(CSI) driver StorageClass',
  },
  '5c345cdf': {
    id: '5c345cdf-2049-47e0-b8fe-b0e96bc2df35',
    title: 'Azure Kubernetes Service Clusters should enable cluster auto-upgrade',
  },
  '5dc99dae': {
    id: '5dc99dae-cfb2-42cc-8762-9aae02b74e27',
    title: '[Preview]: Deploy Image Integrity on Azure Kubernetes Service',
  },
  '64def556': {
    id: '64def556-fbad-4622-930e-72d1d5589bf5',
    title: 'Configure Azure Kubernetes Service clusters to enable Defender profile',
  },
  '6c66c325': {
    id: '6c66c325-74c8-42fd-a286-a74b0e2939d8',
    title:
      'Deploy - Configure diagnostic settings for Azure Kubernetes Service to Log Analytics workspace',
  },
  '7d7be79c': {
    id: '7d7be79c-23ba-4033-84dd-45e2a5ccdd67',
    title:
      'Both operating systems and data disks in Azure Kubernetes Service clusters should be encrypted by customer-managed keys',
  },
  '7e49285c': {
    id: '7e49285c-4bed-4564-b26a-5225ccc311f3',
    title: 'Deploy Image Cleaner on Azure Kubernetes Service',
  },
  '89f2d532': {
    id: '89f2d532-c53c-4f8f-9afa-4927b1114a0d',
    title: 'Azure Kubernetes Service Clusters should disable Command Invoke',
  },
  '993c2fcd': {
    id: '993c2fcd-2b29-49d2-9eb0-df2c3a730c32',
    title: 'Azure Kubernetes Service Clusters should have local authentication methods disabled',
  },
  a1840de2: {
    id: 'a1840de2-8088-4ea8-b153-b4c723e9cb01',
    title: 'Azure Kubernetes Service clusters should have Defender profile enabled',
  },
  a8eff44f: {
    id: 'a8eff44f-8c92-45c3-a3fb-9880802d67a7',
    title: 'Deploy Azure Policy Add-on to Azure Kubernetes Service clusters',
  },
  ac4a19c2: {
    id: 'ac4a19c2-fa67-49b4-8ae5-0b2e78c49457',
    title: 'Role-Based Access Control (RBAC) should be used on Kubernetes Services',
  },
  af3c26b2: {
    id: 'af3c26b2-6fad-493e-9236-9c68928516ab',
    title: 'Azure Kubernetes Service Clusters should enable Image Cleaner',
  },
  c5110b6e: {
    id: 'c5110b6e-5272-4989-9935-59ad06fdf341',
    title: 'Azure Kubernetes Clusters should enable Container Storage Interface(CSI)',
  },
  c7f49635: {
    id: 'c7f49635-e3f0-4986-b072-90d0c7c3d4cd',
    title:
      'Azure Kubernetes Service clusters should be a member of an Azure Kubernetes Fleet Manager.',
  },
  cadd9445: {
    id: 'cadd9445-aeb8-4ee4-b505-c279db2f737f',
    title:
      'Configure AKS clusters to automatically join the specified Azure Kubernetes Fleet Manager',
  },
  cf426bb8: {
    id: 'cf426bb8-b320-4321-8545-1b784a5df3a4',
    title:
      '[Preview]: [Image Integrity] Kubernetes clusters should only use images signed by notation',
  },
  da6e2401: {
    id: 'da6e2401-19da-4532-9141-fb8fbde08431',
    title: 'Azure Kubernetes Service Clusters should use managed identities',
  },
  dbbdc317: {
    id: 'dbbdc317-9734-4dd8-9074-993b29c69008',
    title: 'Azure Kubernetes Clusters should enable Key Management Service (KMS)',
  },
  e1352e44: {
    id: 'e1352e44-d34d-4e4d-a22e-451a15f759a1',
    title:
      'Deploy Planned Maintenance to schedule and control upgrades for your Azure Kubernetes Service (AKS) cluster',
  },
  fb893a29: {
    id: 'fb893a29-21bb-418c-a157-e99480ec364c',
    title: 'Kubernetes Services should be upgraded to a non-vulnerable Kubernetes version',
  },
} as const satisfies Record<string, { id: string; title: string }>;
