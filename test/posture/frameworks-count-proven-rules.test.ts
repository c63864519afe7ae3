import { describe, expect, test } from 'vitest';
import { azurePolicies } from '../../src/posture/azure-policies.ts';
import {
  checksOf,
  frameworkNames,
  frameworks,
  narrowTo,
  ruleResults,
  rulesOf,
} from '../../src/posture/frameworks.ts';
import { checksToTable } from '../../src/posture/report/checks.ts';
import { score } from '../../src/posture/score.ts';
import type { ClusterReport, OutcomeKind } from '../../src/posture/types.ts';
import { checks, reportOf } from './support/reports.ts';

test.each(frameworks)('%s has checks, and every rule of it is named well', (framework) => {
  const mapped = checksOf(checks, framework);
  expect(mapped.length).toBeGreaterThan(5);
  const shapes = {
    cis: /^\d+\.\d+(\.\d+)?$/,
    mcsb: /^(AM|BR|DP|DS|ES|GS|IM|IR|LT|NS|PA|PV)-\d+$/,
    policy: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  };
  for (const check of mapped) {
    const ids = rulesOf(check, framework).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(shapes[framework]);
  }
});

test('every policy that is kept is claimed by a check, under its own name', () => {
  const claimed = new Map(
    checks.flatMap((check) => rulesOf(check, 'policy').map(({ id, title }) => [id, title])),
  );
  for (const [start, { id, title }] of Object.entries(azurePolicies)) {
    expect(id.startsWith(`${start}-`)).toBe(true);
    expect(claimed.get(id), `${id} is claimed by no check`).toBe(title);
  }
});

describe('a report of one framework', () => {
  const whole = reportOf();

  test.each(frameworks)('%s: results, totals and score are of its checks alone', (framework) => {
    const ids = new Set<string>(checksOf(checks, framework).map(({ id }) => id));
    const report = narrowTo(whole, checks, framework);
    expect(report.results).toEqual(whole.results.filter(({ check }) => ids.has(check)));
    expect(report.results.length).toBeGreaterThan(0);
    const total = Object.values(report.totals).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(report.results.length);
    expect({ score: report.score, grade: report.grade }).toEqual(score(report.results));
    for (const { checks: named } of report.unreadable)
      expect(named.every((check) => ids.has(check))).toBe(true);
  });

  test('what could not be read is left out only where it hides nothing of the framework', () => {
    const planes = (report: ClusterReport) => report.unreadable.map(({ plane }) => plane);
    expect(planes(whole)).toContain('upgradeProfile');
    expect(planes(narrowTo(whole, checks, 'cis'))).not.toContain('upgradeProfile');
  });
});

describe('a rule that several checks prove', () => {
  const two = [
    { id: 'AKS-API-001', references: [{ system: frameworkNames.cis, id: '5.4.10' }] },
    { id: 'AKS-API-002', references: [{ system: frameworkNames.cis, id: '5.4.10' }] },
    { id: 'AKS-API-003', references: [{ system: frameworkNames.cis, id: '5.4.9' }] },
    { id: 'AKS-API-004', references: [{ system: 'Trivy', id: '5.4.1' }] },
  ] as const;

  function outcomesFor(...outcomes: OutcomeKind[]) {
    const results = reportOf().results.slice(0, outcomes.length);
    const given = results.map((result, index) => ({
      ...result,
      check: two[index]?.id ?? '',
      outcome: outcomes[index] as OutcomeKind,
    }));
    return ruleResults({ results: given }, two, 'cis').map(({ id, outcome }) => [id, outcome]);
  }

  test.each<[OutcomeKind, OutcomeKind, OutcomeKind]>([
    ['pass', 'fail', 'fail'],
    ['pass', 'unknown', 'unknown'],
    ['unknown', 'fail', 'fail'],
    ['pass', 'waived', 'waived'],
    ['not-applicable', 'pass', 'pass'],
    ['pass', 'pass', 'pass'],
  ])('%s and %s make it %s', (one, other, both) => {
    expect(outcomesFor(one, other)).toEqual([['5.4.10', both]]);
  });

  test('rules stand in the order of their numbers, and those of others are not counted', () => {
    expect(outcomesFor('pass', 'pass', 'fail', 'fail')).toEqual([
      ['5.4.9', 'fail'],
      ['5.4.10', 'pass'],
    ]);
  });
});

test('the list of checks says which rules each proves', () => {
  const table = checksToTable(checksOf(checks, 'cis'), { framework: 'cis' });
  expect(table).toMatch(/AKS-API-001 +high +button +5\.4\.1 +API server limited/);
  expect(table).not.toContain('AKS-UPG-010');
  expect(checksToTable(checksOf(checks, 'policy'), { framework: 'policy' })).toMatch(
    /AKS-API-001 +high +button +0e246bcf +API server limited/,
  );
});
