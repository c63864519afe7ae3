/** Clusters that are deployed from code: what somebody changes by hand, the next deployment takes back. */
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { PostureConfig } from './config.ts';
import type { Fix } from './types.ts';

type Rule = PostureConfig['managedByCode'];

/** What deploys the cluster, as the configured tag says it: `terraform`. Undefined where people do. */
export function managedByCode(
  { tags }: Pick<ClusterRef, 'tags'>,
  { tag, tools }: Rule,
): string | undefined {
  const value = Object.entries(tags).find(([key]) => plain(key) === plain(tag))?.[1];
  const words: string[] = value?.toLowerCase().match(/[a-z]+/g) ?? [];
  return tools.find((tool) => words.includes(tool.toLowerCase()));
}

/** Why the bot does not offer to change such a cluster for good, and what it offers instead. */
export function sayManaged(tool: string, tag: string): string {
  return `This cluster is deployed by ${tool} (its tag ${tag} says so): a change by hand lasts until the next deployment.`;
}

/** The same fix where code deploys the cluster: lines for its template instead of a button. */
export function inCode(fix: Fix, tool: string, { tag }: Rule): Fix {
  if (fix.kind !== 'action' || fix.inNoTemplate) return fix;
  return {
    kind: 'manual',
    steps: `${sayManaged(tool, tag)} Change it in the code.`,
    commands: [],
    ...(fix.bicep && { bicep: fix.bicep }),
  };
}

/** Case, `-` and `_` make no difference. */
function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '');
}
