/** Custom roles for `az role definition create`, made from the permissions that the code declares. */
import { linkedActions, readerActions, writerActions } from '../../src/azure/permissions.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';

/** Action → why the identity that changes things needs it. */
export function writerReasons(): Record<string, string> {
  const declared = new Map<string, string[]>();
  for (const { title, permissions } of remediations)
    for (const action of permissions.azure)
      declared.set(action, [...(declared.get(action) ?? []), title]);
  return {
    ...Object.fromEntries([...declared].map(([action, titles]) => [action, titles.join(', ')])),
    ...writerActions,
  };
}

interface Role {
  name: string;
  description: string;
  actions: string[];
}

/** https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-json-properties */
function definition({ name, description, actions }: Role): string {
  const role = {
    Name: name,
    IsCustom: true,
    Description: description,
    Actions: [...new Set(actions)].sort(),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    // Azure has no wildcard here; docs/operating.md says to put in one's own subscriptions.
    AssignableScopes: ['/subscriptions/00000000-0000-0000-0000-000000000000'],
  };
  return `${JSON.stringify(role, null, 2)}\n`;
}

export function readerRole(): string {
  return definition({
    name: 'Drawbridge Reader',
    description: 'Reads AKS clusters and what stands around them. Changes nothing.',
    actions: Object.keys(readerActions),
  });
}

export function writerRole(): string {
  return definition({
    name: 'Drawbridge Changer',
    description: 'Makes the changes to AKS clusters that Drawbridge was given approval for.',
    actions: [...Object.keys(writerReasons()), ...Object.keys(linkedActions)],
  });
}
