import { expect, test } from 'vitest';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { exceptions, governedScope, implemented } from './support/catalogue-scope.ts';

const ours = checks.filter(({ id }) => governedScope.includes(id));

test('every row of the catalogue in scope has a check of its id, or a reason why not', () => {
  expect(ours.map(({ id }) => id).toSorted()).toEqual(implemented.toSorted());
  for (const [id, reason] of Object.entries(exceptions)) {
    expect(governedScope).toContain(id);
    expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  }
});

test.each(ours)('$id says what an attacker gains, and belongs to its group', (check) => {
  expect(check.group).toBe(check.id.split('-')[1]);
  expect(check.why).toMatch(/^[A-Z].{40,240}\.$/s);
  expect(check.title).not.toMatch(/\.$/);
  expect(check.profile).toBe(check.group === 'REL' ? 'reliability' : undefined);
  for (const { url } of check.references) if (url) expect(URL.canParse(url)).toBe(true);
});
