/**
 * Built-in roles by the ids that they have in every tenant.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
const builtIn = {
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': 'Owner',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9': 'User Access Administrator',
  'f58310d9-a9f6-439a-9e8d-f62e7b41a168': 'Role Based Access Control Administrator',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull',
  '8311e382-0749-4cb8-b61a-304f252e45ec': 'AcrPush',
  'b93aa761-3e63-49ed-ac28-beffa264f7ac': 'Container Registry Repository Reader',
  '2a1e307c-b015-4ebd-883e-5b7698a07328': 'Container Registry Repository Writer',
  '2efddaa5-3f1f-4df3-97df-af3f13818f4c': 'Container Registry Repository Contributor',
  'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b': 'Azure Kubernetes Service RBAC Cluster Admin',
  '3498e952-d568-435e-9b2c-8d77e338d7f7': 'Azure Kubernetes Service RBAC Admin',
  'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb': 'Azure Kubernetes Service RBAC Writer',
  '7f6c6a51-bcf8-42ba-9220-52d62157d7db': 'Azure Kubernetes Service RBAC Reader',
  '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8': 'Azure Kubernetes Service Cluster Admin Role',
} as const;

export type BuiltInRole = (typeof builtIn)[keyof typeof builtIn];

/** The name of a built-in role by the id of its definition; undefined for every other role. */
export function builtInRole(roleDefinitionId: string): BuiltInRole | undefined {
  const guid = roleDefinitionId.split('/').at(-1)?.toLowerCase() ?? '';
  return Object.hasOwn(builtIn, guid) ? builtIn[guid as keyof typeof builtIn] : undefined;
}

/** Roles that let their holder pull images. */
export const pullingRoles: readonly BuiltInRole[] = [
  'Owner',
  'Contributor',
  'Reader',
  'AcrPull',
  'AcrPush',
  'Container Registry Repository Reader',
  'Container Registry Repository Writer',
  'Container Registry Repository Contributor',
];
