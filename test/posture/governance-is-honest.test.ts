import { describe, expect, test } from 'vitest';
import type { PlaneName, Planes } from '../../src/fleet/snapshot.ts';
import { checks as allChecks } from '../../src/posture/checks/index.generated.ts';
import { postureConfigSchema } from '../../src/posture/config.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import type { CheckResult } from '../../src/posture/types.ts';
import { implemented } from './support/catalogue-scope.ts';
import { goodAudited } from './support/good-audit-log.ts';
import { imagePlanes } from './support/good-images.ts';
import { expression } from './support/judge.ts';
import { snapshotOf } from './support/planes.ts';

const config = postureConfigSchema.parse({ profiles: ['reliability'] });
const checks = allChecks.filter(({ id }) => implemented.includes(id));
/** With what runs, as images are judged by it; what enforces signatures in the cluster is not read. */
function governedPlanes() {
  const { constraints: _rules, webhookConfigurations: _hooks, ...planes } = imagePlanes();
  return { ...planes, auditLog: goodAudited().auditLog };
}

const planeNames = Object.keys(governedPlanes()) as PlaneName[];

function results(planes: Partial<Planes>, hidden: PlaneName[] = []): Map<string, CheckResult> {
  const { results: all } = evaluate(snapshotOf(planes, { hidden }), checks, config);
  return new Map(all.map((result) => [result.check, result]));
}

test('the good cluster passes whatever applies to it', () => {
  const bad = [...results(governedPlanes()).values()].filter(
    ({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable',
  );
  // Nobody verifies signatures in Azure yet, and certificates are not read.
  expect(bad.map(({ check }) => check)).toEqual(['AKS-IMG-007', 'AKS-UPG-014']);
  expect(bad.every(({ outcome }) => outcome === 'unknown')).toBe(true);
});

test('with nothing read, everything is unknown, with a reason', () => {
  for (const { outcome, message } of results(governedPlanes(), planeNames).values()) {
    expect(outcome).toBe('unknown');
    expect(message).toMatch(/^Not known: reading \w+ is denied\.$/);
  }
});

describe.each(planeNames)('without %s', (plane) => {
  const [before, after] = [results(governedPlanes()), results(governedPlanes(), [plane])];

  test.each(checks)('$id says nothing that it cannot know', ({ id, needs, uses = [] }) => {
    const outcome = after.get(id)?.outcome;
    if (needs.includes(plane)) expect(outcome).toBe('unknown');
    else if (!uses.includes(plane)) expect(after.get(id)).toEqual(before.get(id));
    else expect([before.get(id)?.outcome, 'unknown']).toContain(outcome);
  });
});

/** Every place in a value, as a path of keys. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])),
  ];
}

function replaced(path: string[], value: unknown): Partial<Planes> {
  const planes = governedPlanes();
  // biome-ignore lint/suspicious/noExplicitAny: any JSON
  const holder = path.slice(0, -1).reduce((object: any, key) => object[key], planes);
  holder[path.at(-1) ?? ''] = value;
  return planes;
}

test('a value that a template leaves open changes an outcome to nothing but unknown', () => {
  const before = results(governedPlanes());
  for (const path of placesIn(governedPlanes()).filter(({ length }) => length > 0))
    for (const [id, { outcome, message }] of results(replaced(path, expression))) {
      if (outcome === before.get(id)?.outcome || outcome === 'unknown') continue;
      expect(`${path.join('.')} → ${id} ${outcome}: ${message}`).toBe('');
    }
});

test('checks of a profile that is off are neither asked nor counted', () => {
  const without = postureConfigSchema.parse({});
  const report = evaluate(snapshotOf(governedPlanes()), checks, without);
  expect(report.results.some(({ group }) => group === 'REL')).toBe(false);
  const free = governedPlanes();
  free.managedCluster.sku.tier = 'Free';
  for (const pool of free.managedCluster.properties.agentPoolProfiles)
    Object.assign(pool, { availabilityZones: ['1'], enableAutoScaling: false, count: 1 });
  expect(evaluate(snapshotOf(free), checks, without).score).toBe(report.score);
  expect(evaluate(snapshotOf(free), checks, config).score).toBeLessThan(
    evaluate(snapshotOf(governedPlanes()), checks, config).score,
  );
});
