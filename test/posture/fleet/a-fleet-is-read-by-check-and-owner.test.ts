import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClusterDigest } from '../../../src/posture/fleet/digest.ts';
import { fleetReport, share } from '../../../src/posture/fleet/report.ts';
import { severities } from '../../../src/posture/severity.ts';
import type { OutcomeKind } from '../../../src/posture/types.ts';

const checks = [
  { id: 'AKS-IAM-001', title: 'one', severity: 'high' },
  { id: 'AKS-IAM-002', title: 'two', severity: 'critical' },
  { id: 'AKS-API-003', title: 'three', severity: 'high' },
] as const;

function digest(
  name: string,
  outcomes: Record<string, OutcomeKind>,
  more: Partial<ClusterDigest> = {},
): ClusterDigest {
  const count = (severity: string) =>
    checks.filter((check) => check.severity === severity && outcomes[check.id] === 'fail').length;
  const failed = { critical: count('critical'), high: count('high'), medium: 0, low: 0, info: 0 };
  const unknown = Object.values(outcomes).filter((outcome) => outcome === 'unknown').length;
  return {
    id: `/${name}`,
    name,
    owner: null,
    grade: 'C',
    score: 50,
    failed,
    unknown,
    outcomes,
    previousAt: null,
    new: [],
    ...more,
  };
}

test('checks come by severity, then by the share of the clusters on which they fail', () => {
  const { findings } = fleetReport(
    [
      digest('a', { 'AKS-IAM-001': 'fail', 'AKS-IAM-002': 'fail', 'AKS-API-003': 'fail' }),
      digest('b', {
        'AKS-IAM-001': 'fail',
        'AKS-IAM-002': 'pass',
        'AKS-API-003': 'not-applicable',
      }),
      digest('c', {
        'AKS-IAM-001': 'unknown',
        'AKS-IAM-002': 'pass',
        'AKS-API-003': 'not-applicable',
      }),
    ],
    [],
    checks,
  );
  expect(
    findings.map(({ check, clusters, of, unknown }) => [check, clusters.length, of, unknown]),
  ).toEqual([
    ['AKS-IAM-002', 1, 3, 0],
    ['AKS-API-003', 1, 1, 0],
    ['AKS-IAM-001', 2, 3, 1],
  ]);
});

test('what is waived is counted apart, for the check and for all', () => {
  const { findings, waived } = fleetReport(
    [
      digest('a', { 'AKS-IAM-001': 'fail', 'AKS-IAM-002': 'waived' }),
      digest('b', { 'AKS-IAM-001': 'waived' }),
    ],
    [],
    checks,
  );
  expect(waived).toBe(2);
  expect(findings).toMatchObject([{ check: 'AKS-IAM-001', of: 2, waived: 1 }]);
  expect(findings).toHaveLength(1);
});

test('owners come by need, and clusters without one last', () => {
  const { owners, clusters } = fleetReport(
    [
      digest('a', { 'AKS-IAM-001': 'pass' }, { owner: 'calm' }),
      digest('b', { 'AKS-IAM-002': 'fail' }),
      digest('c', { 'AKS-IAM-001': 'fail' }, { owner: 'busy', new: ['AKS-IAM-001'] }),
    ],
    [],
    checks,
  );
  expect(owners.map(({ owner }) => owner)).toEqual(['busy', 'calm', null]);
  expect(owners[0]).toMatchObject({ failed: { high: 1 }, findings: [{ new: 1, of: 1 }] });
  expect(clusters.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
});

const anyDigest = fc
  .record({
    name: fc.string({ minLength: 1 }),
    owner: fc.option(fc.constantFrom('x', 'y', '<z>')),
    outcomes: fc.dictionary(
      fc.constantFrom(...checks.map(({ id }) => id)),
      fc.constantFrom<OutcomeKind>('pass', 'fail', 'unknown', 'not-applicable', 'waived'),
    ),
  })
  .map(({ name, owner, outcomes }) => digest(name, outcomes, { owner }));

test('nothing is lost or counted twice, however the fleet is split', () => {
  fc.assert(
    fc.property(fc.array(anyDigest, { maxLength: 40 }), (digests) => {
      const report = fleetReport(digests, [], checks);
      const failures = digests.flatMap(({ outcomes }) =>
        Object.values(outcomes).filter((outcome) => outcome === 'fail'),
      ).length;
      const told = (findings: typeof report.findings) =>
        findings.reduce((sum, { clusters }) => sum + clusters.length, 0);
      expect(told(report.findings)).toBe(failures);
      expect(report.owners.reduce((sum, part) => sum + told(part.findings), 0)).toBe(failures);
      expect(report.owners.flatMap(({ clusters }) => clusters)).toHaveLength(digests.length);
      for (const finding of report.findings) {
        expect(share(finding)).toBeLessThanOrEqual(1);
        expect(finding.clusters.length + finding.unknown).toBeLessThanOrEqual(finding.of);
      }
      const ranks = report.findings.map(({ severity }) => severities.indexOf(severity));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }),
  );
});
