import { expect, test } from 'vitest';
import { clusterLines, poolLines } from '../../src/posture/bicep-lines.ts';
import { defaultPostureConfig, postureConfigSchema } from '../../src/posture/config.ts';
import { managedByCode } from '../../src/posture/managed-by-code.ts';
import { toJson } from '../../src/posture/report/json.ts';
import { toMarkdown } from '../../src/posture/report/markdown.ts';
import { toTable } from '../../src/posture/report/table.ts';
import { bicepProblems, bicepValue } from './rebuild/support/bicep.ts';
import { generatedAt, hostile, reportOf } from './support/reports.ts';

const byTerraform = { 'managed-by': 'terraform' };

test.each([
  [{ 'managed-by': 'terraform' }, 'terraform'],
  [{ ManagedBy: 'Terraform v1.9' }, 'terraform'],
  [{ managed_by: 'platform/Bicep' }, 'bicep'],
  [{ 'managed-by': 'the platform team' }, undefined],
  [{ 'managed-by': 'charm' }, undefined],
  [{ owner: 'terraform' }, undefined],
  [{}, undefined],
])('tags %j mean %s', (tags, tool) => {
  expect(managedByCode({ tags }, defaultPostureConfig.managedByCode)).toBe(tool);
});

test('tag and tools are those of the site', () => {
  const { managedByCode: rule } = postureConfigSchema.parse({
    managedByCode: { tag: 'iac', tools: ['Crossplane'] },
  });
  expect(managedByCode({ tags: { IAC: 'crossplane' } }, rule)).toBe('Crossplane');
  expect(managedByCode({ tags: byTerraform }, rule)).toBeUndefined();
});

test('a button for a lasting fix becomes lines for the code, and everything else stays', () => {
  const [free, managed] = [reportOf(), reportOf({ tags: byTerraform })];
  expect(free.managedBy).toBeUndefined();
  expect(managed.managedBy).toBe('terraform');
  const fixOf = (report: typeof free, check: string) =>
    report.results.find((result) => result.check === check)?.fix;
  expect(fixOf(free, 'AKS-API-001')).toMatchObject({ kind: 'action' });
  expect(fixOf(managed, 'AKS-API-001')).toMatchObject({
    kind: 'manual',
    steps: expect.stringContaining('terraform (its tag managed-by says so)'),
    commands: [],
    bicep: expect.stringContaining('authorizedIPRanges: ['),
  });
  expect(managed.results.some(({ fix }) => fix?.kind === 'action')).toBe(false);
  expect(fixOf(managed, 'AKS-API-005')).toEqual(fixOf(free, 'AKS-API-005'));
  expect(managed.score).toBe(free.score);
});

test('every report says so', () => {
  const reports = [reportOf({ tags: byTerraform })];
  expect(toTable(reports)).toContain('Deployed by terraform: change its code');
  expect(toTable(reports)).toContain("'<your range, such as 203.0.113.0/28>'");
  expect(toMarkdown(reports, { generatedAt })).toContain('Deployed by terraform: change its code.');
  expect(JSON.parse(toJson(reports, { generatedAt })).clusters[0].managedBy).toBe('terraform');
});

test('lines for a template are Bicep, with the names and values of this very cluster', () => {
  const lines = clusterLines(
    { name: 'aks-shop' },
    { 'properties.disableLocalAccounts': true, 'properties.aadProfile.managed': true },
  );
  expect(bicepProblems(lines)).toEqual([]);
  expect(lines.split('\n')).toEqual([
    "// Merge into what your template says of 'aks-shop'.",
    "resource cluster 'Microsoft.ContainerService/managedClusters@2026-06-01' = {",
    "  name: 'aks-shop'",
    '  properties: {',
    '    disableLocalAccounts: true',
    '    aadProfile: {',
    '      managed: true',
    '    }',
    '  }',
    '}',
  ]);
  const pools = poolLines({ name: 'aks-shop' }, ['one', 'two'], { enableFIPS: true });
  expect(pools.match(/name: 'aks-shop\/(one|two)'/g)).toHaveLength(2);
});

test('a name cannot leave its literal, nor its comment', () => {
  const name = `${hostile}\n}\nresource evil 'x@1' = {`;
  const lines = clusterLines({ name }, { 'properties.enableRBAC': true });
  expect(bicepProblems(lines)).toEqual([]);
  expect(lines.match(/^resource /gm)).toHaveLength(1);
  const value = bicepValue(lines.replace(/^.*\nresource \w+ '[^']+' =/, 'param it object ='));
  expect(value).toMatchObject({ properties: { enableRBAC: true } });
});
