import { expect, test } from 'vitest';
import { kubernetesCoverage } from '../../../src/sandbox/kubernetes/coverage.ts';
import { sandbox } from './support.ts';

test('the table names exactly the routes that are registered', async () => {
  const { standIn } = await sandbox();
  const served = kubernetesCoverage.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(served).size).toBe(served.length);
  expect(served.toSorted()).toEqual(standIn.routes.toSorted());
});
