import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResourceChange } from '../../src/fleet/resource-changes.ts';
import { sayReason } from '../../src/posture/report/reasons.ts';
import type { ClusterReport, OutcomeKind } from '../../src/posture/types.ts';
import { changesBehind, whyNew } from '../../src/posture/why-new.ts';

const path = 'properties.disableLocalAccounts';

function report(
  outcome: OutcomeKind | undefined,
  { revision = 'r1', configuration = 'c1', paths = [path] } = {},
): ClusterReport {
  const evidence = paths.map((each) => ({ path: each, value: false, source: 's', readAt: 'r' }));
  const results = outcome ? [{ check: 'a', outcome, revision, evidence }] : [];
  return { configuration, results } as unknown as ClusterReport;
}

const change: ResourceChange = {
  at: '2026-11-22T10:00:00.000Z',
  by: 'ana@contoso.example',
  properties: [
    { path: 'tags.note', before: null, after: 'x' },
    { path, before: 'true', after: 'false' },
  ],
};

const why = (previous: ClusterReport, current = report('fail'), changes = [change]) =>
  whyNew({ previous, current, found: ['a'], changes }).a;

test('a check that passed, and a property in its evidence that somebody changed: who and when', () => {
  expect(why(report('pass'))).toEqual({
    kind: 'cluster-changed',
    changes: [{ at: change.at, by: 'ana@contoso.example', path, before: 'true', after: 'false' }],
  });
});

test.each<[string, ClusterReport, ClusterReport, string]>([
  ['another definition', report('pass', { revision: 'r0' }), report('fail'), 'check-changed'],
  ['other numbers', report('pass', { configuration: 'c0' }), report('fail'), 'check-changed'],
  ['a check that was not there', report(undefined), report('fail'), 'check-changed'],
  ['a check that was unknown', report('unknown'), report('fail'), 'first-read'],
  ['a check that did not apply', report('not-applicable'), report('fail'), 'first-read'],
  ['a waiver that ended', report('waived'), report('fail'), 'waiver-ended'],
  ['nothing else', report('pass'), report('fail'), 'cluster-changed'],
])('without a change that fits, %s is the reason', (_what, previous, current, kind) => {
  expect(why(previous, current, [])).toMatchObject({ kind });
});

test('a change of the cluster that fits outweighs a change of the check', () => {
  expect(why(report('pass', { revision: 'r0' }))).toMatchObject({ kind: 'cluster-changed' });
});

test('where the record could not be read, that is said', () => {
  const reasons = whyNew({
    previous: report('pass'),
    current: report('fail'),
    found: ['a'],
    changes: { problem: 'Azure’s record could not be read' },
  });
  expect(reasons.a).toEqual({
    kind: 'cluster-changed',
    changes: [],
    problem: 'Azure’s record could not be read',
  });
});

test.each([
  [
    'properties.apiServerAccessProfile.authorizedIPRanges',
    'properties.apiServerAccessProfile.authorizedIPRanges[2]',
    true,
  ],
  [
    'properties.agentPoolProfiles[0].enableNodePublicIP',
    'properties.agentPoolProfiles["sys"].enableNodePublicIP',
    true,
  ],
  ['properties.agentPoolProfiles', 'properties.agentPoolProfiles[1].count', true],
  ['Properties.AadProfile', 'properties.aadProfile.managed', true],
  ['tags', 'tags.env', true],
  ['properties', 'properties.aadProfile.managed', false],
  ['properties.aad', 'properties.aadProfile.managed', false],
  ['properties.sku', 'sku.tier', false],
])('evidence at %s and a change of %s: %s', (seen, changed, fits) => {
  const evidence = [{ path: seen, value: 1, source: 's', readAt: 'r' }];
  const changes = [{ ...change, properties: [{ path: changed, before: '1', after: '2' }] }];
  expect(changesBehind({ evidence }, changes)).toHaveLength(fits ? 1 : 0);
});

test('every new finding gets a reason, whatever the paths and changes are, and a sentence', () => {
  const paths = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
  const outcome = fc.constantFrom(
    'pass',
    'unknown',
    'waived',
    'not-applicable',
    undefined,
  ) as fc.Arbitrary<OutcomeKind | undefined>;
  const properties = fc.array(
    fc.record({ path: fc.string(), before: fc.option(fc.string()), after: fc.option(fc.string()) }),
  );
  fc.assert(
    fc.property(outcome, paths, properties, (was, seen, changed) => {
      const reason = why(report(was), report('fail', { paths: seen }), [
        { ...change, by: null, properties: changed },
      ]);
      expect(reason).toBeDefined();
      if (reason) expect(sayReason(reason, (at) => at).length).toBeGreaterThan(10);
    }),
  );
});
