import { expect, test } from 'vitest';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { describeChecks } from '../../src/posture/report/checks.ts';
import { inScope, inScopeAround, checks as ours } from './support/catalogue.ts';
import { workloadScope } from './support/catalogue-scope.ts';

test('every check of the catalogue that is in scope exists, once', () => {
  expect(ours.map(({ id }) => id).toSorted()).toEqual(inScope.toSorted());
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
});

test('every check of what surrounds a cluster exists', () => {
  const groups = ['NET', 'ING', 'MESH', 'SEC', 'DEF'];
  const ids = checks
    .filter(({ id, group }) => groups.includes(group) && !workloadScope.includes(id))
    .map(({ id }) => id);
  expect(ids.toSorted()).toEqual(inScopeAround.toSorted());
});

const complete = checks.filter(({ id }) => [...inScope, ...inScopeAround].includes(id));

test.each(complete)('$id says what an attacker gains, and belongs to its group', (check) => {
  expect(check.group).toBe(check.id.split('-')[1]);
  expect(check.why).toMatch(/^[A-Z].{40,240}\.$/s);
  expect(check.title).not.toMatch(/\.$/);
  for (const { url } of check.references) if (url) expect(URL.canParse(url)).toBe(true);
});

test('the list is in the order in which an attacker meets the layers', () => {
  const described = describeChecks(ours);
  expect(described[0]?.id).toBe('AKS-IAM-001');
  expect([...new Set(described.map(({ layer }) => layer))]).toEqual([
    'API server access',
    'Upgrades',
    'Logging and detection',
  ]);
  expect(described.find(({ id }) => id === 'AKS-API-001')?.fix).toEqual({
    kinds: ['action'],
    action: 'authorized-ip-ranges',
  });
});
