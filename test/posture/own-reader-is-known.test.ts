import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';
import { besides, bind, bindCluster, rule, testAccess } from './support/good-access.ts';

const file = join(import.meta.dirname, '../../deploy/kubernetes-cluster-role.yaml');
const reader: KubernetesObject = parse(readFileSync(file, 'utf8'));
const user = 'User 7f0e0000-0000-4000-8000-000000000007';
const bound = (...subjects: string[]) =>
  bindCluster('drawbridge-reader', 'ClusterRole drawbridge-reader', ...subjects);
const widened = (...rules: object[]) => ({ ...reader, rules: [...reader.rules, ...rules] });

test('the file is the role that the name means', () => {
  expect([reader.kind, reader.metadata.name]).toEqual(['ClusterRole', 'drawbridge-reader']);
});

testAccess('AKS-RBAC-006', [
  {
    when: 'only Drawbridge reads them, by the role that we ship',
    is: 'pass',
    planes: besides([bound(user)], [reader]),
    says: `besides Drawbridge’s own reader, ${user}, whose role holds no more than is read`,
  },
  {
    when: 'the role is narrower',
    is: 'pass',
    planes: besides([bound(user)], [{ ...reader, rules: reader.rules.slice(-1) }]),
    says: 'Drawbridge’s own reader',
  },
  {
    when: 'the role was widened to get them',
    is: 'fail',
    planes: besides([bound(user)], [widened(rule('get', 'secrets'))]),
  },
  {
    when: 'the role was widened to something else',
    is: 'fail',
    planes: besides([bound(user)], [widened(rule('list', 'pods/log'))]),
  },
  {
    when: 'the role was widened to addresses',
    is: 'fail',
    planes: besides([bound(user)], [widened({ nonResourceURLs: ['/*'], verbs: ['list'] })]),
  },
  {
    when: 'somebody else was put into the binding',
    is: 'fail',
    planes: besides([bound(user, 'User kim@contoso.com')], [reader]),
    says: 'kim@contoso.com',
  },
  {
    when: 'the binding is to a group',
    is: 'fail',
    planes: besides([bound('Group ops')], [reader]),
  },
  {
    when: 'a service account bears the name of a user',
    is: 'fail',
    planes: besides([bound('User system:serviceaccount:shop:tool')], [reader]),
  },
  {
    when: 'another binding gives the role as well',
    is: 'fail',
    planes: besides(
      [bound(user), bindCluster('tool', 'ClusterRole drawbridge-reader', 'User kim@contoso.com')],
      [reader],
    ),
    says: /^1 subject can read secrets: User kim@contoso\.com .*besides Drawbridge/,
  },
  {
    when: 'the binding of one namespace bears the name',
    is: 'fail',
    planes: besides(
      [bind('shop', 'drawbridge-reader', 'ClusterRole drawbridge-reader', user)],
      [reader],
    ),
  },
]);

testAccess('AKS-RBAC-005', [
  {
    when: 'the role of Drawbridge reads all of Gatekeeper’s constraints',
    is: 'pass',
    planes: besides([bound(user)], [reader]),
  },
]);
