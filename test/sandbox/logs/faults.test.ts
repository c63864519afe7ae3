import { expect, test } from 'vitest';
import { defaultPrincipals } from '../../../src/sandbox/azure/principals.ts';
import { azureErrorOf } from '../../azure/helpers.ts';
import { logs } from './support.ts';

const list = 'AKSAudit | take 10 | project AuditId';

test('partial: half of the rows, and which limit was hit', async () => {
  const { azure, query } = await logs();
  azure.logs.faults.add({ kind: 'partial' });
  const partial = await query(list);
  expect(partial.rows).toHaveLength(5);
  expect(partial.partial?.message).toContain('exceed the set limit of 500000 records');
  const whole = await query(list);
  expect(whole.rows).toHaveLength(10);
  expect(whole.partial).toBeUndefined();
});

test('throttled: waited for as long as it says', async () => {
  const { azure, query } = await logs();
  azure.logs.faults.add({ kind: 'throttled', retryAfterSeconds: 1 });
  expect((await query(list)).rows).toHaveLength(10);
  expect(azure.journal.find({ path: '/query' }).map(({ status }) => status)).toEqual([429, 200]);
});

test.each([
  ['invalid', { kind: 'invalid', code: 'SEM0100' }],
  ['denied', { kind: 'denied', permission: 'Microsoft.OperationalInsights/workspaces/query/read' }],
  ['timeout', { kind: 'server', status: 504 }],
] as const)('%s is the error that it is of the real service', async (kind, expected) => {
  const { azure, query } = await logs();
  azure.logs.faults.add({ kind });
  expect(await azureErrorOf(query(list))).toMatchObject(expected);
});

test('empty answers as a workspace without data does, and only where it was asked for', async () => {
  const { azure, query, raw } = await logs();
  await raw('POST', '/sandbox/logs/faults', {
    body: { kind: 'empty', workspace: 'log-platform-eus' },
  });
  expect((await query(list)).rows).toHaveLength(10);
  expect(await query(list, { workspace: 'log-platform-eus' })).toMatchObject({ empty: true });
  expect(azure.logs.faults.list()).toEqual([]);
});

test('slow answers late', async () => {
  const { azure, query } = await logs();
  await query(list);
  azure.logs.faults.add({ kind: 'slow', milliseconds: 300 });
  const before = performance.now();
  await query(list);
  expect(performance.now() - before).toBeGreaterThan(290);
});

test('two hundred queries in half a minute, and no more', async () => {
  const { raw, guidOf, pass } = await logs({ throttling: true });
  const path = `/v1/workspaces/${guidOf('log-platform-weu')}/query`;
  // Counted before anything else is looked at, so a query that is none counts too.
  const ask = () => raw('POST', path, { as: 'reader', body: { query: '' } });
  for (let index = 0; index < 200; index++) expect((await ask()).status).toBe(400);
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  pass(31_000);
  expect((await ask()).status).toBe(400);
});

test('a workspace that is not there, and somebody who may not read it', async () => {
  const principals = defaultPrincipals().map((each) =>
    each.name === 'writer'
      ? { ...each, actions: each.actions.filter((action) => !action.includes('/query/')) }
      : each,
  );
  const { raw, guidOf } = await logs({ principals });
  const body = { query: list, timespan: 'PT1H' };
  const nowhere = '/v1/workspaces/00000000-0000-0000-0000-000000000000/query';
  const missing = await raw('POST', nowhere, { as: 'reader', body });
  expect([missing.status, missing.json.error.code]).toEqual([404, 'PathNotFoundError']);
  const there = `/v1/workspaces/${guidOf('log-platform-weu')}/query`;
  const writer = await raw('POST', there, { as: 'writer', body });
  expect([writer.status, writer.json.error.code]).toEqual([403, 'InsufficientAccessError']);
  expect((await raw('POST', there, { as: 'nobody', body })).status).toBe(401);
});

test('rights may end at a table', async () => {
  const [reader] = defaultPrincipals();
  if (!reader) throw new Error('no reader');
  const actions = reader.actions.filter((action) => !action.includes('/AzureActivity/'));
  const { query } = await logs({ principals: [{ ...reader, actions }] });
  expect((await query(list)).rows).toHaveLength(10);
  expect(await azureErrorOf(query('AzureActivity | count'))).toMatchObject({ kind: 'denied' });
});
