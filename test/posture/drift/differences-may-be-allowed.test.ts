import { expect, test } from 'vitest';
import { driftAsMarkdown } from '../../../src/posture/drift/as-markdown.ts';
import { driftAsText } from '../../../src/posture/drift/as-text.ts';
import { defaultDriftConfig, loadDriftConfig } from '../../../src/posture/drift/config.ts';
import { driftOf, group } from './support.ts';

const production = () => group(['aks-prod-weu', 'aks-prod-neu', 'aks-prod-eus']);
const localAccounts = 'properties.disableLocalAccounts';

const yaml = `
drift:
  allowed:
    - setting: properties.disableLocalAccounts
      clusters: aks-prod-weu
      reason: The old pipeline still needs it.
    - setting: aks-iam-003
      clusters: tag:env=prod
      reason: See the setting.
`;

test('by setting and by check, by name and by tag', () => {
  const before = driftOf(production());
  const after = driftOf(production(), loadDriftConfig(yaml));
  expect(after.allowed.map(({ id }) => id)).toEqual([localAccounts, 'AKS-IAM-003']);
  expect(after.rows).toHaveLength(before.rows.length - 2);
  const row = after.allowed[0];
  expect(row?.callOuts).toEqual([]);
  expect(row?.cells.map(({ allowed }) => allowed)).toEqual([
    undefined,
    undefined,
    'The old pipeline still needs it.',
  ]);
});

test('what one cluster may, another may not: the row stays', () => {
  const config = loadDriftConfig(yaml);
  const report = driftOf(group('shop'), config);
  const row = report.rows.find(({ id }) => id === localAccounts);
  expect(row?.callOuts.map(({ cluster }) => cluster)).not.toContain('aks-prod-weu');
  expect(row?.callOuts.map(({ cluster }) => cluster)).toContain('aks-dev-weu');
});

test('reports count them, with the reason', () => {
  const report = driftOf(production(), loadDriftConfig(yaml));
  const text = driftAsText(report, { width: 400 });
  expect(text).toMatch(
    /^1\d settings and \d+ checks differ over 3 clusters, \d+ weaken production, 2 allowed\./,
  );
  expect(text).toContain('2 differences allowed');
  expect(text).toContain('1: The old pipeline still needs it.');
  expect(text).toMatch(
    /Local accounts \(AKS-IAM-003\) +off +off +off +on \(odd one out, allowed\)/,
  );
  const markdown = driftAsMarkdown(report, { generatedAt: '2026-11-23T12:00:00Z' });
  expect(markdown).toContain('## 2 differences allowed');
  expect(markdown).toContain('on (odd one out, allowed)');
});

test('without a section there are the usual environments', () => {
  expect(loadDriftConfig('posture: {}')).toEqual(defaultDriftConfig);
  expect(defaultDriftConfig.environments).toEqual({
    tag: 'env',
    order: [['dev', 'development'], 'test', 'staging', ['prod', 'production']],
  });
});

test.each([
  [
    'allowed: [{ setting: nonsense, clusters: all, reason: x }]',
    /config.yaml:1:\d+: drift\.allowed.*"nonsense" is neither a setting/,
  ],
  [
    'allowed: [{ setting: AKS-IAM-003, clusters: "colour:red", reason: x }]',
    /clusters.* "colour:red" is no filter/,
  ],
  ['allowed: [{ setting: AKS-IAM-003, clusters: all, reason: "" }]', /reason.* is empty/],
  ['environments: { order: [prod] }', /at least two environments/],
  ['environments: { order: [prod, 5] }', /value of the tag/],
])('%s is refused with its place', (section, says) => {
  expect(() => loadDriftConfig(`drift: { ${section} }`)).toThrow(says);
});
