import { expect, test } from 'vitest';
import { azureCoverage } from '../../../src/sandbox/azure/coverage.ts';
import { sandbox } from './support.ts';

test('the table names exactly the routes that are registered', async () => {
  const { azure } = await sandbox();
  const served = azureCoverage.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(served).size).toBe(served.length);
  expect(served.toSorted()).toEqual(azure.routes.toSorted());
});
