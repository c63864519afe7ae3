/** Who may do what beside the defaults: the reader's own role, and what teams have bound over the years. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { seededGuid } from '../../fleet/wire.ts';
import type { User } from '../users.ts';
import type { KubeObject } from '../wire.ts';
import { binding, type Rule, role, rule } from './make.ts';
import type { Setting } from './setting.ts';

const ownRoleFile = fileURLToPath(
  new URL('../../../../deploy/kubernetes-cluster-role.yaml', import.meta.url),
);

/** The rules that a deployment is told to grant: the sandbox grants no more. */
function readerRules(): Rule[] {
  return parseAllDocuments(readFileSync(ownRoleFile, 'utf8'))
    .map((document) => document.toJS())
    .filter((object) => object?.kind === 'ClusterRole')
    .flatMap((object) => object.rules);
}

/** What the identity that changes things needs in a namespace. */
const writerRules: Rule[] = [
  rule('networking.k8s.io', 'networkpolicies', 'get list create update patch delete'),
];

/** Drawbridge's own roles: one reads everywhere, the other writes in the namespaces given. */
export function ownRoles(setting: Setting, users: User[], namespaces: string[]): KubeObject[] {
  const [reader, writer] = ['reader', 'writer'].map((word) =>
    users.find((each) => each.word === word),
  );
  const read = { name: 'drawbridge-reader', days: 90 };
  const write = { name: 'drawbridge-writer', days: 90 };
  return [
    ...(reader
      ? [
          role(setting, read, readerRules()),
          binding(setting, read, read.name, `User:${reader.name}`),
        ]
      : []),
    ...(writer
      ? [
          role(setting, write, writerRules),
          ...namespaces.map((namespace) =>
            binding(setting, { ...write, namespace }, write.name, `User:${writer.name}`),
          ),
        ]
      : []),
  ];
}

const group = (name: string) => `Group:${seededGuid('group', name)}`;

export function teamRoles(setting: Setting): KubeObject[] {
  const { app, team, care } = setting;
  const usual = [
    binding(setting, { name: `${team}-edit`, namespace: app }, 'edit', group(team)),
    binding(setting, { name: 'developers-view' }, 'view', group('developers')),
    role(setting, { name: 'web', namespace: app }, [rule('', 'configmaps', 'get list watch')]),
    binding(setting, { name: 'web', namespace: app }, 'Role/web', `${app}/web`),
  ];
  if (care === 'hardened') return usual;
  const loose = [
    ...usual,
    // Somebody needed it on a Friday.
    binding(
      setting,
      { name: `${team}-admins`, days: 420 },
      'cluster-admin',
      group(team),
      'User:kim.strand@contoso.example',
    ),
    role(setting, { name: 'debug', days: 300 }, [
      rule('', 'pods/exec pods/attach pods/portforward', 'create get'),
      rule('', 'pods/log', 'get'),
    ]),
    binding(setting, { name: 'debug', days: 300 }, 'debug', group('developers')),
    role(setting, { name: 'backup-reader', namespace: app }, [
      rule('', 'secrets', 'get list watch'),
    ]),
    binding(
      setting,
      { name: 'backup-reader', namespace: app },
      'Role/backup-reader',
      `${app}/backup`,
    ),
  ];
  if (care === 'usual') return loose;
  return [
    ...loose,
    role(setting, { name: 'ci-everything', days: 700 }, [rule('*', '*', '*')]),
    binding(setting, { name: 'ci-everything', days: 700 }, 'ci-everything', 'ci/deployer'),
    binding(
      setting,
      { name: 'status-page', days: 640 },
      'view',
      'Group:system:unauthenticated',
      'User:system:anonymous',
    ),
    binding(
      setting,
      { name: 'everybody-edits', namespace: app },
      'edit',
      'Group:system:authenticated',
    ),
    binding(setting, { name: 'default-admin', namespace: app }, 'admin', `${app}/default`),
    role(setting, { name: 'tenant-onboarding' }, [
      rule('rbac.authorization.k8s.io', 'roles clusterroles', 'bind escalate'),
      rule('', 'users groups', 'impersonate'),
      rule('', 'nodes/proxy', 'get create'),
      rule('', 'serviceaccounts/token', 'create'),
      rule('certificates.k8s.io', 'certificatesigningrequests/approval', 'update'),
      rule(
        'admissionregistration.k8s.io',
        'validatingwebhookconfigurations mutatingwebhookconfigurations',
        'update delete',
      ),
    ]),
    binding(setting, { name: 'tenant-onboarding' }, 'tenant-onboarding', 'ops/onboarding'),
    binding(setting, { name: 'old-masters', days: 900 }, 'view', 'Group:system:masters'),
  ];
}
