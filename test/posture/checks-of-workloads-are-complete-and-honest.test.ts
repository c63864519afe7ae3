import { describe, expect, test } from 'vitest';
import type { PlaneName, Planes } from '../../src/fleet/snapshot.ts';
import { checks as allChecks } from '../../src/posture/checks/index.generated.ts';
import { postureConfigSchema } from '../../src/posture/config.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import type { CheckResult } from '../../src/posture/types.ts';
import { workloadScope } from './support/catalogue-scope.ts';
import { container, goodWorkloads, podSpec, variant, workload } from './support/good-workloads.ts';
import { snapshotOf } from './support/planes.ts';

const config = postureConfigSchema.parse({ profiles: ['reliability'] });
const checks = allChecks.filter(({ id }) => workloadScope.includes(id));
const inside = ['workloads', 'namespaces', 'nodes', 'pods', 'services', 'roles'];
const planeNames = Object.keys(goodWorkloads()) as PlaneName[];

function results(planes: Partial<Planes>, hidden: PlaneName[] = []): Map<string, CheckResult> {
  const { results: all } = evaluate(snapshotOf(planes, { hidden }), checks, config);
  return new Map(all.map((result) => [result.check, result]));
}

test('every row of the catalogue about workloads has a check', () => {
  expect(checks.map(({ id }) => id).toSorted()).toEqual(workloadScope.toSorted());
});

test.each(checks)('$id says what an attacker gains, and belongs to its group', (check) => {
  expect(check.group).toBe(check.id.split('-')[1]);
  expect(check.why).toMatch(/^[A-Z].{40,240}\.$/s);
  expect(check.title).not.toMatch(/\.$/);
  expect(check.profile).toBe(check.group === 'REL' ? 'reliability' : undefined);
});

test('a cluster in good order fails nothing', () => {
  const bad = [...results(goodWorkloads()).values()].filter(({ outcome }) => outcome === 'fail');
  expect(bad).toEqual([]);
});

test('with nothing read, everything is unknown, with a reason', () => {
  for (const { outcome, message } of results(goodWorkloads(), planeNames).values()) {
    expect(outcome).toBe('unknown');
    expect(message).toMatch(/^Not known: reading \w+ is denied\.$|is not known\.$/);
  }
});

describe.each(planeNames)('without %s', (plane) => {
  const [before, after] = [results(goodWorkloads()), results(goodWorkloads(), [plane])];

  test.each(checks)('$id says nothing that it cannot know', ({ id, needs, uses = [] }) => {
    const outcome = after.get(id)?.outcome;
    if (needs.includes(plane)) expect(outcome).toBe('unknown');
    else if (!uses.includes(plane)) expect(after.get(id)).toEqual(before.get(id));
    else expect([before.get(id)?.outcome, 'unknown']).toContain(outcome);
  });
});

/** A cluster in which a template, an init container and a running pod hold whatever they may hold. */
function full(): ReturnType<typeof goodWorkloads> {
  const planes = goodWorkloads();
  const rich = podSpec({
    volumes: [{ name: 'host', hostPath: { path: '/var/log' } }],
    initContainers: [
      container('setup', {
        ports: [{ name: 'web', containerPort: 80, hostPort: 80 }],
        volumeMounts: [{ name: 'host', mountPath: '/host', subPath: 'a' }],
        command: ['run'],
      }),
    ],
    securityContext: {
      sysctls: [{ name: 'a', value: '1' }],
      seLinuxOptions: { level: 'a' },
      windowsOptions: { runAsUserName: 'a' },
      supplementalGroups: [3],
    },
  });
  planes.workloads.push(workload('Deployment shop/rich', rich, { variants: [variant(rich)] }));
  // Nothing is shared, so that one place can be changed alone.
  return structuredClone(planes);
}

/** Every place in a value, as a path of keys. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]));
  return path.length > 2 ? [path, ...below] : below;
}

test.each([
  ['a number', 4711],
  ['a word', 'odd'],
  ['a list', [[]]],
  ['an object', { odd: { one: 1 } }],
])('no check breaks where %s stands inside a pod spec', (_, value) => {
  // That containers, volumes and the like are lists of objects is seen to when they are read.
  const places = placesIn(full()).filter(
    ([plane, , field, part = '', ...deeper]) =>
      plane === 'workloads' &&
      field === 'spec' &&
      deeper.length > (part.endsWith('ontainers') ? 2 : part === 'volumes' ? 1 : 0),
  );
  expect(places.length).toBeGreaterThan(20);
  for (const path of places) {
    const planes = full();
    // biome-ignore lint/suspicious/noExplicitAny: any JSON
    const holder = path.slice(0, -1).reduce((object: any, key) => object[key], planes);
    holder[path.at(-1) ?? ''] = structuredClone(value);
    for (const { check, message } of results(planes).values())
      expect(message, `${check} at ${path.join('.')}`).not.toContain('fault of Drawbridge');
  }
});

test('a finding shows at most a hundred objects, and says how many there are', () => {
  const many = Array.from({ length: 250 }, (_, index) =>
    workload(`Deployment shop/w${index}`, podSpec({ hostNetwork: true })),
  );
  const found = results({ ...goodWorkloads(), workloads: many }).get('AKS-POD-013');
  expect(found?.message).toContain('in 250 of 250 workloads');
  expect(found?.message).toContain('and 247 more');
  expect(new Set(found?.evidence.map(({ object }) => object)).size).toBe(101);
});

test('checks of workloads read what lies in the cluster', () => {
  const planes = new Set(checks.flatMap(({ needs, uses = [] }) => [...needs, ...uses]));
  expect([...planes]).toEqual(expect.arrayContaining(inside));
});
