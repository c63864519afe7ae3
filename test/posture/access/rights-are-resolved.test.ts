import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import { chainOf, type Question, readAccess } from '../../../src/posture/access/access.ts';
import { fitsPattern } from '../../../src/posture/access/expected.ts';
import { saySubject } from '../../../src/posture/access/subjects.ts';
import { bind, bindCluster, clusterRole, role, rule } from '../support/good-access.ts';

function labelled(object: KubernetesObject, labels: Record<string, string>): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, labels } };
}

function aggregating(name: string, ...clusterRoleSelectors: object[]): KubernetesObject {
  return clusterRole(name, [], { aggregationRule: { clusterRoleSelectors } });
}

/** `Group ops everywhere: ClusterRoleBinding ops → …`, one line for each grant. */
function who(
  question: Question,
  roles: KubernetesObject[],
  ...roleBindings: KubernetesObject[]
): string[] {
  return readAccess({ roles, roleBindings })
    .who(question)
    .map((grant) => {
      const names = grant.names ? ` (${grant.names.join(', ')})` : '';
      return `${saySubject(grant.subject)} ${grant.namespace ?? 'everywhere'}${names}: ${chainOf(grant)}`;
    });
}

const readSecrets = { verb: 'get', group: '', resource: 'secrets' };
const reader = clusterRole('reader', [rule('get', 'configmaps'), rule('get', 'secrets')]);

describe('the scope of a binding', () => {
  test('a ClusterRoleBinding holds everywhere, and its chain names rule and role', () => {
    expect(
      who(readSecrets, [reader], bindCluster('ops', 'ClusterRole reader', 'Group ops')),
    ).toEqual(['Group ops everywhere: ClusterRoleBinding ops → ClusterRole reader → rules[1]']);
  });

  test('a RoleBinding to a ClusterRole holds in its namespace', () => {
    expect(
      who(readSecrets, [reader], bind('shop', 'ops', 'ClusterRole reader', 'User ana')),
    ).toEqual(['User ana shop: RoleBinding shop/ops → ClusterRole reader → rules[1]']);
  });

  test('a Role counts in its own namespace alone', () => {
    const own = role('shop', 'reader', [rule('get', 'secrets')]);
    const bindings = ['shop', 'other'].map((one) => bind(one, 'x', 'Role reader', 'User ana'));
    expect(who(readSecrets, [own], ...bindings)).toEqual([
      'User ana shop: RoleBinding shop/x → Role shop/reader → rules[0]',
    ]);
  });

  test('a ClusterRoleBinding gives nothing of a Role', () => {
    const own = role('shop', 'reader', [rule('get', 'secrets')]);
    expect(who(readSecrets, [own], bindCluster('x', 'Role reader', 'User ana'))).toEqual([]);
  });

  test('a RoleBinding gives nothing of what stands in no namespace', () => {
    const nodes = clusterRole('nodes', [rule('get', 'nodes')]);
    const question = { verb: 'get', group: '', resource: 'nodes', ofCluster: true };
    expect(who(question, [nodes], bind('shop', 'x', 'ClusterRole nodes', 'User ana'))).toEqual([]);
  });

  test('a service account without a namespace is that of the binding', () => {
    const binding = bind('shop', 'x', 'ClusterRole reader', 'User ana');
    binding.subjects = [{ kind: 'ServiceAccount', name: 'web' }];
    expect(who(readSecrets, [reader], binding)[0]).toMatch(/^ServiceAccount shop\/web shop/);
  });

  test('a role that is not there gives nothing, unless every cluster has it', () => {
    const binding = (name: string) => bindCluster('x', `ClusterRole ${name}`, 'User ana');
    expect(who(readSecrets, [], binding('nowhere'))).toEqual([]);
    expect(who(readSecrets, [], binding('view'))).toEqual([]);
    expect(who(readSecrets, [], binding('edit'))).toHaveLength(1);
    expect(who(readSecrets, [], binding('cluster-admin'))).toHaveLength(1);
  });
});

describe('rules', () => {
  const cases: [rule: object, question: Question, holds: boolean][] = [
    [rule('*', 'secrets'), readSecrets, true],
    [rule('get', '*'), readSecrets, true],
    [rule('get', 'secrets', '*'), readSecrets, true],
    [rule('get', 'secrets', 'apps'), readSecrets, false],
    [rule('get', '*'), { verb: 'get', group: '', resource: 'pods', subresource: 'log' }, true],
    [rule('get', 'pods'), { verb: 'get', group: '', resource: 'pods', subresource: 'log' }, false],
    [
      rule('get', 'pods/*'),
      { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
      false,
    ],
    [rule('get', '*/log'), { verb: 'get', group: '', resource: 'pods', subresource: 'log' }, true],
    [rule('get', '*/log'), { verb: 'get', group: '', resource: 'pods' }, false],
    [rule('get', 'secrets', '', ['tls']), readSecrets, true],
    [rule('create', 'secrets', '', ['tls']), { ...readSecrets, verb: 'create' }, false],
    [
      rule('deletecollection', 'secrets', '', ['tls']),
      { ...readSecrets, verb: 'deletecollection' },
      false,
    ],
    [
      rule('create', 'pods/exec', '', ['web']),
      { verb: 'create', group: '', resource: 'pods', subresource: 'exec' },
      true,
    ],
    [{ nonResourceURLs: ['*'], verbs: ['*'] }, readSecrets, false],
    [{ verbs: 'get', apiGroups: null, resources: 7 }, readSecrets, false],
  ];
  test.each(cases)('%j and %j: %s', (given, question, holds) => {
    const roles = [clusterRole('x', [given as Record<string, unknown>])];
    const found = who(question, roles, bindCluster('x', 'ClusterRole x', 'User ana'));
    expect(found.length > 0).toBe(holds);
  });

  test('a right on named objects says their names', () => {
    const roles = [clusterRole('x', [rule('get', 'secrets', '', ['tls', 'ca'])])];
    expect(who(readSecrets, roles, bindCluster('x', 'ClusterRole x', 'User ana'))).toEqual([
      'User ana everywhere (tls, ca): ClusterRoleBinding x → ClusterRole x → rules[0]',
    ]);
  });
});

describe('aggregation', () => {
  const part = labelled(clusterRole('part', [rule('get', 'secrets')]), {
    tier: 'two',
    of: 'whole',
  });
  const binding = bindCluster('x', 'ClusterRole whole', 'User ana');

  test.each([
    [{ matchLabels: { of: 'whole' } }, true],
    [{ matchLabels: { of: 'whole', tier: 'one' } }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['one', 'two'] }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['two'] }] }, false],
    [{ matchExpressions: [{ key: 'none', operator: 'NotIn', values: ['two'] }] }, true],
    [{ matchExpressions: [{ key: 'of', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'of', operator: 'DoesNotExist' }] }, false],
    [{ matchExpressions: [{ key: 'of', operator: 'Matches' }] }, false],
    [{}, true],
  ])('%j', (selector, holds) => {
    const found = who(readSecrets, [aggregating('whole', selector), part], binding);
    expect(found).toEqual(
      holds
        ? [
            'User ana everywhere: ClusterRoleBinding x → ClusterRole whole → ClusterRole part → rules[0]',
          ]
        : [],
    );
  });

  test('one role takes in another that takes in a third, in a circle as well', () => {
    const middle = labelled(aggregating('middle', { matchLabels: { of: 'whole' } }), { of: 'top' });
    const top = labelled(aggregating('whole', { matchLabels: { of: 'top' } }), { of: 'whole' });
    expect(who(readSecrets, [top, middle, part], binding)).toHaveLength(1);
  });

  test('what the object itself holds counts too, until the controller has written it anew', () => {
    const stale = {
      ...aggregating('whole', { matchLabels: { of: 'nobody' } }),
      rules: [rule('get', 'secrets')],
    };
    expect(who(readSecrets, [stale, part], binding)).toHaveLength(1);
  });

  test('a Role takes in nothing', () => {
    const own = {
      ...aggregating('whole', {}),
      kind: 'Role',
      metadata: { name: 'whole', namespace: 'shop' },
    };
    expect(who(readSecrets, [own, part], bind('shop', 'x', 'Role whole', 'User ana'))).toEqual([]);
  });
});

test('a subject has what its groups have', () => {
  const roleBindings = [
    bindCluster('all', 'ClusterRole view', 'Group system:serviceaccounts'),
    bind('shop', 'ours', 'ClusterRole view', 'Group system:serviceaccounts:shop'),
    bind('shop', 'own', 'ClusterRole view', 'User system:serviceaccount:shop:web'),
    bindCluster('everyone', 'ClusterRole view', 'Group system:authenticated'),
    bindCluster('nobody', 'ClusterRole view', 'Group system:unauthenticated'),
    bindCluster('others', 'ClusterRole view', 'Group system:serviceaccounts:other'),
  ];
  const access = readAccess({ roles: [], roleBindings });
  const names = (kind: 'User' | 'ServiceAccount', name: string, namespace?: string) =>
    access
      .bindingsOf({ kind, name, ...(namespace && { namespace }) })
      .map((one) => one.name)
      .sort();
  expect(names('ServiceAccount', 'web', 'shop')).toEqual(['all', 'everyone', 'ours', 'own']);
  expect(names('User', 'ana')).toEqual(['everyone']);
  expect(names('User', 'system:anonymous')).toEqual(['nobody']);
});

test.each([
  ['a', 'a', true],
  ['a*', 'abc', true],
  ['*c', 'abc', true],
  ['a*c', 'ac', true],
  ['ab*bc', 'abc', false],
  ['a*b*c', 'a-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['*', '', true],
  ['a.c', 'abc', false],
])('pattern %s and %s: %s', (pattern, text, fits) => {
  expect(fitsPattern(pattern, text)).toBe(fits);
});
