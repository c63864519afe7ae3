import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/fleet/snapshot.ts';
import { defaultPostureConfig } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import { bicepProblems } from './support/bicep.ts';
import { conflicts } from './support/conflicts.ts';
import { checks, filledIn, fleetSnapshots, rebuilt } from './support/pretend.ts';

const cases = fleetSnapshots().map((snapshot) => ({
  name: `${snapshot.cluster.name} in ${snapshot.cluster.location}`,
  snapshot,
}));

describe.each(cases)('$name', ({ snapshot }) => {
  const before = evaluate(snapshot, checks, defaultPostureConfig);
  const { made, replacement } = rebuilt(snapshot);
  const after = evaluate(filledIn(replacement), checks, defaultPostureConfig);
  const outcomes = new Map(after.results.map(({ check, outcome }) => [check, outcome]));

  test('is written as Bicep that a parser accepts, with every name declared once', () => {
    expect(bicepProblems(made.bicep)).toEqual([]);
  });

  test('has nothing left that could be set only at creation', () => {
    const creationOnly = before.results.filter(
      ({ outcome, fix }) => outcome === 'fail' && fix?.kind === 'rebuild',
    );
    expect(creationOnly.length).toBeGreaterThan(0);
    for (const { check } of creationOnly)
      expect([check, outcomes.get(check)]).toEqual([check, 'pass']);
  });

  test('is worse in nothing, and says what goes on failing', () => {
    const wasGood = new Set(
      before.results.flatMap(({ check, outcome }) => (outcome === 'pass' ? check : [])),
    );
    const failing = after.results.filter(({ outcome }) => outcome === 'fail');
    const said = new Set(made.left.map(({ check }) => check));
    for (const { check, message } of failing) {
      expect(wasGood.has(check), `${check} passed before: ${message}`).toBe(false);
      expect(said.has(check), `${check} is not explained: ${message}`).toBe(true);
    }
  });

  test('asks nothing of Azure that Azure refuses together', () => {
    expect(conflicts(replacement)).toEqual([]);
  });

  test('keeps its pools, their sizes, counts and zones', () => {
    const pools = (from: typeof snapshot) => {
      const plane = from.planes.managedCluster;
      return plane.state === 'read' ? (plane.value.properties.agentPoolProfiles as Json[]) : [];
    };
    const essence = ({ name, vmSize, availabilityZones, maxCount }: Json) => ({
      name,
      vmSize,
      availabilityZones,
      maxCount,
    });
    const [system, ...others] = pools(replacement).map(({ name }) => name);
    expect(pools(replacement).map(essence)).toEqual(pools(snapshot).map(essence));
    expect(made.bicep).toContain(`agentPoolProfiles: [\n      {\n        name: '${system}'`);
    for (const name of others)
      expect(made.bicep).toMatch(
        new RegExp(
          `managedClusters/agentPools@[\\d-]+' = \\{\\n {2}parent: cluster\\n {2}name: '${name}'`,
        ),
      );
  });

  test('marks each change with its check, and lists what is the same as kept', () => {
    for (const { check, path, before: was, after: is } of made.changes) {
      if (check && is !== null && !/\.logs$/.test(path))
        expect(made.bicep, path).toContain(`// ${check}`);
      expect(was, path).not.toEqual(is);
    }
    for (const { path } of made.kept)
      expect(made.changes.some((change) => change.path === path)).toBe(false);
  });
});
