import { expect, test } from 'vitest';
import { defaultPostureConfig } from '../../src/posture/config.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import { checksToJson, checksToMarkdown, checksToTable } from '../../src/posture/report/checks.ts';
import { toJson } from '../../src/posture/report/json.ts';
import { toMarkdown } from '../../src/posture/report/markdown.ts';
import { toTable } from '../../src/posture/report/table.ts';
import { checks } from './support/catalogue.ts';
import { goodPlanes, snapshotOf } from './support/planes.ts';

const generatedAt = '2026-11-23T12:00:05.000Z';

function openCluster({ name = 'aks-shop', pool = 'user' } = {}) {
  const planes = goodPlanes();
  const { properties } = planes.managedCluster;
  properties.apiServerAccessProfile.authorizedIPRanges = [];
  properties.agentPoolProfiles[1].name = pool;
  properties.agentPoolProfiles[1].upgradeSettings = null;
  const snapshot = snapshotOf(planes, { hidden: ['upgradeProfile'] });
  snapshot.cluster = { ...snapshot.cluster, name };
  return evaluate(snapshot, checks, defaultPostureConfig);
}

test('the table begins with what an engineer asks first', () => {
  const lines = toTable([openCluster()]).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    'aks-shop (rg-shop, westeurope)',
    'Grade B, score 84 of 100, read 2026-11-23 12:00 UTC',
    '4 findings (2 high, 1 medium, 1 low), 1 unknown, 31 passed, 4 not applicable',
    '',
    'FAIL    high      AKS-API-001  API server limited to authorized IP ranges',
    '    The API server is open to the whole Internet: no authorized IP ranges are set.',
  ]);
});

test('the table says what could not be read before what passed', () => {
  const table = toTable([openCluster()]);
  expect(table).toMatch(/Not read.*reading upgradeProfile is denied \(AKS-UPG-002\).*\npass /s);
  expect(table).toMatch(/\npass {4}high {6}AKS-IAM-002 {2}Entra ID signs people in\.\n/);
});

test('lines are as narrow as the terminal, apart from what has to be copied whole', () => {
  const copied = /^( {4}\$|FAIL) /;
  for (const line of toTable([openCluster()], { width: 72 }).split('\n')) {
    const isOneWord = !line.trim().replace(/^· /, '').includes(' ');
    if (!copied.test(line) && !isOneWord) expect(line.length).toBeLessThanOrEqual(72);
  }
});

test('colour only repeats what words say, and only where asked for', () => {
  const [plain, coloured] = [toTable([openCluster()]), toTable([openCluster()], { colours: true })];
  expect(plain).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[31mFAIL');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
});

test('lesser results are left out, and grade and score stay', () => {
  const high = toTable([openCluster()], { severity: 'high' });
  expect(high).toContain('Grade B, score 84 of 100');
  expect(high).not.toMatch(/^\w+ +(medium|low|info) /m);
});

test('a name cannot steer the terminal', () => {
  const table = toTable([openCluster({ name: 'a\u001b[2J\u0007b\u202ec', pool: 'x\ny' })]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(table).toContain('for x y.');
});

test('a name cannot write markdown', () => {
  const name = '[click](http://evil.example) | <b>*x*</b> `y`';
  const markdown = toMarkdown([openCluster({ name, pool: 'p|q' })], { generatedAt });
  // Commands stand in code blocks, where nothing is markdown.
  const text = markdown.replaceAll(/^```(sh|bicep)\n.*?^```$/gms, '');
  expect(text).not.toContain('[click](');
  expect(text).not.toContain('<b>');
  expect(markdown).toContain(String.raw`for p\|q.`);
  expect(markdown).toContain('# Posture\n\nWritten 2026-11-23 12:00 UTC.');
});

test('JSON has the documented shape, unknowns included', () => {
  const report = JSON.parse(toJson([openCluster()], { generatedAt }));
  expect(report.generatedAt).toBe(generatedAt);
  const [cluster] = report.clusters;
  expect(cluster).toMatchObject({ name: 'aks-shop', grade: 'B', score: 84 });
  expect(cluster.results).toHaveLength(checks.length);
  expect(cluster.results[12]).toMatchObject({
    check: 'AKS-API-001',
    title: 'API server limited to authorized IP ranges',
    layer: 'API server access',
    severity: 'high',
    outcome: 'fail',
    evidence: [
      { path: 'properties.apiServerAccessProfile.authorizedIPRanges', value: [] },
      { path: 'properties.apiServerAccessProfile.enablePrivateCluster', value: null },
    ],
    fix: { kind: 'action', action: 'authorized-ip-ranges' },
  });
  const one = JSON.parse(toJson([openCluster()], { generatedAt, severity: 'critical' }));
  expect(one.clusters[0].results.map(({ check }: { check: string }) => check)).toEqual([
    'AKS-IAM-001',
  ]);
  expect(one.clusters[0].totals).toEqual(cluster.totals);
});

test('the list of checks can be had in every format', () => {
  expect(JSON.parse(checksToJson(checks))[0]).toMatchObject({
    id: 'AKS-IAM-001',
    group: 'IAM',
    layer: 'API server access',
    severity: 'critical',
    needs: ['managedCluster'],
    fix: { kinds: ['rebuild'] },
  });
  expect(checksToTable(checks)).toMatch(/AKS-API-001 +high +button +API server limited/);
  const rows = checksToMarkdown(checks).match(/^\| AKS-/gm);
  expect(rows).toHaveLength(checks.length);
});
