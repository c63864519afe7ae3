import { describe, expect, test } from 'vitest';
import type { Plane, PlaneName, Planes } from '../../src/fleet/snapshot.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';
import { checks as allChecks } from '../../src/posture/checks/index.generated.ts';
import { postureConfigSchema } from '../../src/posture/config.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import type { CheckResult } from '../../src/posture/types.ts';
import { accessPlanes } from './support/good-access.ts';
import { snapshotOf } from './support/planes.ts';

/** Every row of the catalogue on rights in the cluster, and those of governance that lie in its objects alone. */
const scope = [
  ...Array.from({ length: 19 }, (_, index) => `AKS-RBAC-${String(index + 1).padStart(3, '0')}`),
  'AKS-GOV-004',
  'AKS-GOV-009',
  'AKS-GOV-014',
];
const checks = allChecks.filter(({ id }) => scope.includes(id));
const planeNames = Object.keys(accessPlanes()) as PlaneName[];

function results(planes: Partial<Planes>, hidden: PlaneName[] = []): Map<string, CheckResult> {
  const snapshot = snapshotOf(planes, { hidden });
  const { results: all } = evaluate(snapshot, checks, postureConfigSchema.parse({}));
  return new Map(all.map((result) => [result.check, result]));
}

test('every row has a check, and no other check calls itself one of rights', () => {
  expect(checks.map(({ id }) => id).toSorted()).toEqual(scope.toSorted());
  expect(allChecks.filter(({ group }) => group === 'RBAC')).toHaveLength(19);
});

test.each(checks)('$id says what an attacker gains, and belongs to its group', (check) => {
  expect(check.group).toBe(check.id.split('-')[1]);
  expect(check.why).toMatch(/^[A-Z].{40,240}\.$/s);
  expect(check.title).not.toMatch(/\.$/);
  for (const { url } of check.references) if (url) expect(URL.canParse(url)).toBe(true);
});

test('the good cluster passes whatever applies to it', () => {
  const bad = [...results(accessPlanes()).values()].filter(
    ({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable',
  );
  expect(bad.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
});

test('with nothing read, everything is unknown, with a reason', () => {
  for (const { outcome, message } of results(accessPlanes(), planeNames).values()) {
    expect(outcome).toBe('unknown');
    expect(message).toMatch(/^Not known: reading \w+ is denied\.$/);
  }
});

describe.each(planeNames)('without %s', (plane) => {
  const [before, after] = [results(accessPlanes()), results(accessPlanes(), [plane])];

  test.each(checks)('$id says nothing that it cannot know', ({ id, needs, uses = [] }) => {
    const outcome = after.get(id)?.outcome;
    if (needs.includes(plane)) expect(outcome).toBe('unknown');
    else if (!uses.includes(plane)) expect(after.get(id)).toEqual(before.get(id));
    else expect([before.get(id)?.outcome, 'unknown', 'fail']).toContain(outcome);
  });
});

/** Every place in a value, as a path of keys. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]));
  return [path, ...inner];
}

/** Metadata, containers and labels are made by the reader, whatever stood on the wire. */
const reduced = /(^|\.)(metadata|podLabels|spec\.containers|kind|variants)(\.|$)|^spec$/;

test.each([null, 7, 'text', [], {}])('no odd value (%j) in an object breaks a check', (odd) => {
  for (const [plane = '', , ...path] of placesIn(accessPlanes()).filter(
    ({ length }) => length > 2,
  )) {
    if (plane === 'managedCluster' || reduced.test(path.join('.'))) continue;
    const planes = accessPlanes();
    // biome-ignore lint/suspicious/noExplicitAny: any JSON
    const objects = (planes as any)[plane];
    for (const object of Array.isArray(objects) ? objects : []) {
      // biome-ignore lint/suspicious/noExplicitAny: any JSON
      const holder = path.slice(0, -1).reduce((inner: any, key) => inner?.[key], object);
      if (typeof holder === 'object' && holder !== null)
        holder[path.at(-1) ?? ''] = structuredClone(odd);
    }
    for (const { check, message } of results(planes).values())
      if (message.includes('fault of Drawbridge'))
        expect(`${plane} ${path.join('.')} ${check}: ${message}`).toBe('');
  }
});

test('in files, a binding to a role that stands elsewhere leaves it open who can what', () => {
  const planes = accessPlanes();
  const [first] = planes.roleBindings;
  const bound = { ...first, roleRef: { kind: 'ClusterRole', name: 'elsewhere' } } as typeof first;
  const snapshot = snapshotOf({ ...planes, roleBindings: bound ? [bound] : [] });
  const judged = (source: string) =>
    evaluate(
      {
        ...snapshot,
        planes: {
          ...snapshot.planes,
          roleBindings: { ...snapshot.planes.roleBindings, source } as Plane<KubernetesObject[]>,
        },
      },
      checks,
      postureConfigSchema.parse({}),
    ).results.find(({ check }) => check === 'AKS-RBAC-006');
  expect(judged('the API server')?.outcome).toBe('pass');
  expect(judged('manifests')).toMatchObject({
    outcome: 'unknown',
    message:
      'Not known: a binding names a role that is not in the files: ClusterRoleBinding cluster-admin.',
  });
});
