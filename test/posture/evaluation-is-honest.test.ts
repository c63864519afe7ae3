import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlaneName } from '../../src/fleet/snapshot.ts';

import { defaultPostureConfig as config } from '../../src/posture/config.ts';
import { type Check, defineCheck, pass } from '../../src/posture/define-check.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import { rebuild } from '../../src/posture/fixes.ts';
import type { CheckResult } from '../../src/posture/types.ts';
import { checks } from './support/catalogue.ts';
import { expression } from './support/judge.ts';
import { type CorePlanes, clusterId, goodPlanes, snapshotOf } from './support/planes.ts';

const planeNames = Object.keys(goodPlanes()) as PlaneName[];

function results(planes: CorePlanes, hidden: PlaneName[] = []): Map<string, CheckResult> {
  const { results: all } = evaluate(snapshotOf(planes, { hidden }), checks, config);
  return new Map(all.map((result) => [result.check, result]));
}

test('the good cluster passes whatever applies to it', () => {
  const bad = [...results(goodPlanes()).values()].filter(
    ({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable',
  );
  // Kubernetes RBAC bound to Entra groups is what this cluster does instead.
  expect(bad.map(({ check }) => check)).toEqual(['AKS-IAM-004']);
});

test('with nothing read, everything is unknown, with a reason and evidence', () => {
  const report = evaluate(snapshotOf(goodPlanes(), { hidden: planeNames }), checks, config);
  for (const { outcome, message, evidence } of report.results) {
    expect(outcome).toBe('unknown');
    expect(message).toMatch(/^Not known: reading \w+ is denied\.$/);
    expect(evidence).toHaveLength(1);
  }
  expect(report).toMatchObject({ score: 0, grade: 'F', totals: { unknown: checks.length } });
  expect(new Set(report.unreadable.flatMap((plane) => plane.checks)).size).toBe(checks.length);
});

describe.each(planeNames)('without %s', (plane) => {
  const [before, after] = [results(goodPlanes()), results(goodPlanes(), [plane])];

  test.each(checks)('$id says nothing that it cannot know', ({ id, needs, uses = [] }) => {
    const outcome = after.get(id)?.outcome;
    const isDeclared = [...needs, ...uses].includes(plane);
    if (needs.includes(plane)) expect(outcome).toBe('unknown');
    else if (!isDeclared) expect(after.get(id)).toEqual(before.get(id));
    else expect([before.get(id)?.outcome, 'unknown']).toContain(outcome);
  });
});

function brokenCheck(evaluateIt: Check['evaluate']): Check {
  return defineCheck({
    id: 'AKS-IAM-999',
    title: 'Broken',
    group: 'IAM',
    severity: 'critical',
    why: 'It is here to break.',
    needs: ['managedCluster'],
    references: [],
    evaluate: evaluateIt,
    fix: rebuild('never'),
  });
}

test('a check that breaks is unknown with its id, and the others go on', () => {
  const broken = brokenCheck(() => {
    throw new TypeError('no such thing');
  });
  const good = brokenCheck(({ cluster }) => pass('Fine.', cluster.flag('properties.x').evidence));
  const report = evaluate(
    snapshotOf(goodPlanes()),
    [broken, { ...good, id: 'AKS-IAM-998' }],
    config,
  );
  const [other, first] = report.results;
  expect(first).toMatchObject({ check: 'AKS-IAM-999', outcome: 'unknown' });
  expect(first?.message).toMatch(/AKS-IAM-999 could not judge.*no such thing/);
  expect(other).toMatchObject({ check: 'AKS-IAM-998', outcome: 'pass' });
});

/** Every place in a value, as a path of keys. */
function placesIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])),
  ];
}

function replaced(planes: CorePlanes, path: (string | number)[], value: unknown): CorePlanes {
  const copy = structuredClone(planes);
  let holder: Record<string, unknown> = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  holder[path.at(-1) ?? ''] = value;
  return copy;
}

const places = placesIn(goodPlanes()).filter(({ length }) => length > 0);

test('a value that a template leaves open changes an outcome to nothing but unknown', () => {
  const before = results(goodPlanes());
  for (const path of places) {
    for (const [id, { outcome, message }] of results(replaced(goodPlanes(), path, expression))) {
      if (outcome === before.get(id)?.outcome || outcome === 'unknown') continue;
      expect(`${path.join('.')} → ${id} ${outcome}: ${message}`).toBe('');
    }
  }
});

test('whatever Azure sends, evaluation answers for every check and names no fault of its own', () => {
  const anything = fc.oneof(fc.jsonValue(), fc.constant(expression));
  fc.assert(
    fc.property(fc.constantFrom(...places), anything, (path, value) => {
      const all = [...results(replaced(goodPlanes(), path, value)).values()];
      expect(all).toHaveLength(checks.length);
      for (const { evidence, message } of all) {
        expect(evidence.length).toBeGreaterThan(0);
        expect(message).not.toMatch(/fault of Drawbridge/);
      }
    }),
    { numRuns: 500 },
  );
});

test('evidence is what stands at its path', () => {
  const { managedCluster } = goodPlanes();
  for (const { evidence } of results(goodPlanes()).values()) {
    for (const { path, value, source, readAt } of evidence) {
      expect(readAt).toBe('2026-11-23T12:00:00.000Z');
      if (!source.endsWith('managedCluster')) continue;
      const there = path
        .split(/[.[\]]+/)
        .filter(Boolean)
        .reduce((at, key) => at?.[key], managedCluster);
      expect(value).toEqual(there ?? null);
    }
  }
});

test('a secret does not get into the evidence', () => {
  const planes = goodPlanes();
  planes.managedCluster.properties.aadProfile.serverAppSecret = 'hunter2';
  const result = results(planes).get('AKS-IAM-005');
  expect(result?.outcome).toBe('fail');
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('commands carry the names of the cluster, quoted for a shell', () => {
  const planes = goodPlanes();
  planes.managedCluster.properties.disableLocalAccounts = false;
  const snapshot = snapshotOf(planes);
  snapshot.cluster = { ...snapshot.cluster, id: clusterId, name: "x'; rm -rf /" };
  const { results: all } = evaluate(snapshot, checks, config);
  const fix = all.find(({ check }) => check === 'AKS-IAM-003')?.fix;
  expect(fix).toMatchObject({ kind: 'manual' });
  expect(JSON.stringify(fix)).toContain(String.raw`--name 'x'\\''; rm -rf /'`);
});
