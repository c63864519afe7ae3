import { linkedActions, readerActions } from '../../../src/azure/permissions.ts';
import { roleRules } from '../../../src/kubernetes/role.ts';
import { scopes } from '../../../src/slack/scopes.ts';
import { code, page, table } from '../markdown.ts';
import { writerReasons } from '../roles.ts';

export function permissionsPage(): string {
  const reasons = (of: Record<string, string>) =>
    Object.entries(of).map(([name, why]) => [code(name), why]);
  return page(
    'Permissions',
    'Everything that Drawbridge asks for, and why. `drawbridge doctor` says what is missing.',
    [
      '## Slack',
      'Permissions (scopes) of the bot’s token, as in `deploy/slack-manifest.json`. The app’s token needs `connections:write` for Socket Mode.',
      table(['Scope', 'What for'], reasons(scopes)),
      '## Azure, the identity that reads',
      'The role in `deploy/azure-role-reader.json`, assigned on the subscriptions of the clusters. The built-in role Reader holds all of it, and much more. Resource Graph needs no permission of its own: it shows what the identity may read.',
      table(['Action', 'What for'], reasons(readerActions)),
      '## Azure, the identity that changes clusters',
      'The role in `deploy/azure-role-writer.json`, assigned where the clusters are that Drawbridge may change: on subscriptions or resource groups. Without this identity Drawbridge is read-only. Whoever can write a cluster in effect owns it, so this identity is used by the changer alone.',
      table(['Action', 'What for'], reasons(writerReasons())),
      'A change writes the whole cluster, and Azure then asks for permissions on what the cluster is linked with, whether that is changed or not. These are in the role too; where your clusters have no such links, take them out. They count where the networks and identities are, which may be another resource group.',
      table(['Action', 'Asked for by'], reasons(linkedActions)),
      '## Kubernetes, the identity that reads',
      'The ClusterRole in `deploy/kubernetes-cluster-role.yaml`: lists alone. [Operating Drawbridge](operating.md#what-is-in-the-clusters) says how to bind it, and how to leave Secrets out.',
      table(
        ['API group', 'Lists'],
        roleRules().map(({ apiGroups, resources }) => [
          apiGroups[0] === '' ? 'core' : code(String(apiGroups[0])),
          resources.map(code).join(', '),
        ]),
      ),
    ].join('\n\n'),
  );
}
