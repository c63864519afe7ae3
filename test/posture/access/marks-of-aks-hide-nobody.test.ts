import { expect, test } from 'vitest';
import { besides, bindCluster, clusterRole, judgeAccess, rule } from '../support/good-access.ts';

/** A binding that bears the mark of AKS, which anybody who writes bindings may write. */
function marked(rules: Record<string, unknown>, who: string) {
  const binding = bindCluster('add-on', 'ClusterRole add-on', who);
  const labels = { 'kubernetes.azure.com/managedby': 'aks' };
  const metadata = { ...binding.metadata, labels };
  return besides([{ ...binding, metadata }], [clusterRole('add-on', [rules])]);
}

const addOn = 'ServiceAccount kube-system/keda-operator';

test.each([
  ['AKS-RBAC-009', rule('impersonate', 'users'), addOn],
  ['AKS-RBAC-009', rule('escalate', 'clusterroles', 'rbac.authorization.k8s.io'), addOn],
  ['AKS-RBAC-009', rule('bind', 'clusterroles', 'rbac.authorization.k8s.io'), addOn],
  ['AKS-RBAC-006', rule('get', 'secrets'), 'ServiceAccount kube-system/default'],
  ['AKS-RBAC-006', rule('get', 'secrets'), 'ServiceAccount kube-system/somebody-else'],
])('%s: %j of %s is reported', (check, rules, who) => {
  expect(judgeAccess(check, marked(rules, who)).outcome).toBe('fail');
});

test('what known add-ons have, they have', () => {
  expect(judgeAccess('AKS-RBAC-006', marked(rule('get', 'secrets'), addOn)).outcome).toBe('pass');
});
