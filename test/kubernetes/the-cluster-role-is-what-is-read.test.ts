import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { kubernetesPlaneNames } from '../../src/kubernetes/objects.ts';
import { readKubernetes } from '../../src/kubernetes/read.ts';
import { kubernetesReadings } from '../../src/kubernetes/readings.ts';
import type { PolicyRule } from '../../src/kubernetes/role.ts';
import { connectionTo, emptyCluster, startApiServer } from './support/api-server.ts';

const file = new URL('../../deploy/kubernetes-cluster-role.yaml', import.meta.url);
const { rules, kind }: { rules: PolicyRule[]; kind: string } = parse(await readFile(file, 'utf8'));

const now = () => new Date('2026-11-24T00:00:00Z');
const everyGroup = Object.fromEntries(
  kubernetesReadings
    .flatMap(({ resources }) => resources)
    .filter(({ group }) => group !== '')
    .map(({ group, versions }) => [group, [versions?.[0] ?? 'v1']]),
);

/** Reads a cluster that serves every group, from a server that allows what the role says and nothing else. */
async function readWithRole(granted: readonly PolicyRule[]) {
  const used = new Set<string>();
  const empty = emptyCluster(everyGroup);
  const server = await startApiServer((asked) => {
    const [, , group = '', , resource] = asked.path.replace(/^\/api\//, '/apis//').split('/');
    if (resource === undefined) {
      if (!group || asked.path === '/apis') return empty(asked);
      return { json: { resources: [{ name: 'k8srequired', kind: 'K8sRequired' }] } };
    }
    const rule = granted.find(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(group) &&
        (resources.includes(resource) || resources.includes('*')) &&
        verbs.includes('list'),
    );
    if (!rule) return { status: 403, json: { message: `${resource} is forbidden` } };
    used.add(`${group}/${rule.resources.includes('*') ? '*' : resource}`);
    return empty(asked);
  });
  const connection = await connectionTo(server.url);
  return { used, results: await readKubernetes({ connection, now }) };
}

test('the role is for lists alone, and names no group as a whole but Gatekeeper’s constraints', () => {
  expect(kind).toBe('ClusterRole');
  for (const { verbs, apiGroups, resources } of rules) {
    expect(verbs).toEqual(['list']);
    expect(apiGroups).not.toContain('*');
    if (resources.includes('*')) expect(apiGroups).toEqual(['constraints.gatekeeper.sh']);
  }
});

test('with exactly this role everything is read', async () => {
  const { results } = await readWithRole(rules);
  const unread = kubernetesPlaneNames.filter((name) => !results[name].ok);
  // Plain http shows no certificate.
  expect(unread).toEqual(['servingCertificate']);
});

test('nothing in the role is without use', async () => {
  const { used } = await readWithRole(rules);
  const granted = rules.flatMap(({ apiGroups: [group], resources }) =>
    resources.map((resource) => `${group}/${resource}`),
  );
  // Read only where Calico's stored kinds are not served.
  const instead = granted.filter((each) => each.startsWith('projectcalico.org/'));
  expect(granted.filter((each) => !used.has(each))).toEqual(instead);
});

test('without the rule for Secrets, Secrets alone are unknown', async () => {
  const without = rules.filter(({ resources }) => !resources.includes('secrets'));
  expect(without).toHaveLength(rules.length - 1);
  const { results } = await readWithRole(without);
  expect(kubernetesPlaneNames.filter((name) => !results[name].ok)).toEqual([
    'servingCertificate',
    'secrets',
  ]);
  const { secrets } = results;
  expect(!secrets.ok && secrets.error.help).toContain(
    'apiGroups: [""], resources: ["secrets"], verbs: ["list"]',
  );
});
