import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { toSarif } from '../../src/posture/report/sarif.ts';
import type { ClusterReport } from '../../src/posture/types.ts';
import { checks, generatedAt, hostile, reportOf } from './support/reports.ts';
import { sarifSchema } from './support/sarif-schema.ts';

const formats = {
  uri: (text: string) => URL.canParse(text),
  'uri-reference': (text: string) => URL.canParse(text, 'file:///') && !/[\s<>"]/.test(text),
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
};
const isValid = new Ajv({ formats, allErrors: true }).compile(sarifSchema);

function sarif(reports: ClusterReport[], more: Partial<Parameters<typeof toSarif>[1]> = {}) {
  const log = JSON.parse(toSarif(reports, { generatedAt, checks, ...more }));
  expect(isValid(log), JSON.stringify(isValid.errors?.slice(0, 5))).toBe(true);
  return log.runs[0];
}

const resultOf = (run: ReturnType<typeof sarif>, check: string) =>
  run.results.find(({ ruleId }: { ruleId: string }) => ruleId === check);

test('the schema refuses what the standard does', () => {
  const log = JSON.parse(toSarif([reportOf()], { generatedAt, checks }));
  log.runs[0].results[0].kind = 'failure';
  expect(isValid(log)).toBe(false);
  log.runs[0].results[0].kind = 'open';
  log.runs[0].results[0].level = 'error';
  expect(isValid(log)).toBe(false);
});

test('a finding is a failure with its rule, its level and where it is', () => {
  const run = sarif([reportOf()]);
  const found = resultOf(run, 'AKS-API-001');
  expect(found).toMatchObject({
    kind: 'fail',
    level: 'error',
    locations: [{ logicalLocations: [{ name: 'aks-shop', kind: 'resource' }] }],
    properties: { severity: 'high', outcome: 'fail' },
  });
  expect(found.message.text).toMatch(/^aks-shop: The API server is open/);
  expect(found.locations[0].logicalLocations[0].fullyQualifiedName).toMatch(/^\/subscriptions\//);
  expect(found.locations[0].physicalLocation).toBeUndefined();
  const rule = run.tool.driver.rules[found.ruleIndex];
  expect(rule).toMatchObject({ id: 'AKS-API-001', defaultConfiguration: { level: 'error' } });
  expect(rule.help.markdown).toContain('[CIS AKS 1.8 5.4.1](https://');
  expect(resultOf(run, 'AKS-UPG-010')).toMatchObject({ level: 'note' });
});

test('an unknown is open and never a pass, and what could not be read is a notification', () => {
  const run = sarif([reportOf()]);
  expect(resultOf(run, 'AKS-UPG-002')).toMatchObject({ kind: 'open', level: 'none' });
  const [invocation] = run.invocations;
  expect(invocation.executionSuccessful).toBe(true);
  const notes = invocation.toolExecutionNotifications;
  expect(notes).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      descriptor: { id: 'not-read/upgradeProfile' },
      message: {
        text: 'aks-shop: reading upgradeProfile is denied, so AKS-UPG-002 is unknown.',
      },
    }),
  );
  const kinds = new Set(run.results.map(({ kind }: { kind: string }) => kind));
  expect(kinds).toEqual(new Set(['fail', 'open']));
});

test('a cluster that was not read at all is a run that did not succeed', () => {
  const report = reportOf();
  report.unreadable.push({
    plane: 'managedCluster',
    code: 'denied',
    reason: 'denied',
    checks: ['AKS-IAM-001'],
  });
  expect(sarif([report]).invocations[0].executionSuccessful).toBe(false);
});

test('a waiver is a suppression with its reason', () => {
  const found = resultOf(sarif([reportOf({ waived: 'AKS-API-001' })]), 'AKS-API-001');
  expect(found.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'Waived by Wei Chen: a test.' },
  ]);
});

test('fingerprints stay from run to run, and differ by cluster and by check', () => {
  const prints = (report: ClusterReport, at: string) =>
    sarif([report], { generatedAt: at }).results.map(
      ({ fingerprints }: { fingerprints: Record<string, string> }) =>
        fingerprints['clusterAndCheck/v1'],
    );
  const first = prints(reportOf(), generatedAt);
  const later = { ...reportOf(), id: reportOf().id.toUpperCase(), takenAt: '2027-01-01T00:00:00Z' };
  expect(prints(later, '2027-01-01T00:00:00Z')).toEqual(first);
  expect(new Set(first).size).toBe(first.length);
  const other = prints({ ...reportOf(), id: `${reportOf().id}-2` }, generatedAt);
  expect(other.some((print: string) => first.includes(print))).toBe(false);
});

test('what was read from a file is found there, by a path that means the same elsewhere', () => {
  const report = reportOf({ file: '/repo/infra/aks & co.json' });
  const inRepo = resultOf(sarif([report], { base: '/repo' }), 'AKS-API-001');
  expect(inRepo.locations[0].physicalLocation.artifactLocation).toEqual({
    uri: 'infra/aks%20%26%20co.json',
    uriBaseId: 'SRCROOT',
  });
  const outside = resultOf(sarif([report], { base: '/repo/other' }), 'AKS-API-001');
  expect(outside.locations[0].physicalLocation.artifactLocation.uri).toBe(
    'file:///repo/infra/aks%20&%20co.json',
  );
  const template = { ...report, id: '/repo/infra/aks & co.json#aks-shop' };
  const elsewhere = {
    ...template,
    id: '/home/ci/infra/aks & co.json#aks-shop',
    cluster: { ...template.cluster, file: '/home/ci/infra/aks & co.json' },
  };
  expect(resultOf(sarif([template], { base: '/repo' }), 'AKS-API-001').fingerprints).toEqual(
    resultOf(sarif([elsewhere], { base: '/home/ci' }), 'AKS-API-001').fingerprints,
  );
});

test('names that others chose change nothing in the log, and several clusters share its rules', () => {
  const run = sarif([reportOf({ name: hostile, pool: hostile }), reportOf()]);
  expect(run.results.length % 2).toBe(0);
  const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { ruleId, ruleIndex } of run.results) expect(ids[ruleIndex]).toBe(ruleId);
});

test('a severity leaves lesser results out', () => {
  const run = sarif([reportOf()], { severity: 'high' });
  expect(resultOf(run, 'AKS-UPG-010')).toBeUndefined();
  expect(resultOf(run, 'AKS-API-001')).toBeDefined();
});
