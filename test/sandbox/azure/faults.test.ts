import { expect, test } from 'vitest';
import { pathOf, pause, sandbox, version } from './support.ts';

async function readyToWrite() {
  const all = await sandbox();
  const url = `${pathOf(all, 'aks-prod-weu')}?${version}`;
  const { json } = await all.raw('GET', url);
  json.tags.note = 'written';
  const note = async () => (await all.raw('GET', url)).json.tags.note;
  const control = (method: string, body?: unknown) =>
    fetch(`${all.azure.url}/sandbox/faults`, {
      method,
      body: body && JSON.stringify(body),
    } as RequestInit);
  return { ...all, url, json, note, control };
}

test('a fault before the write leaves everything as it was', async () => {
  const { azure, raw, url, json, note } = await readyToWrite();
  azure.faults.add({ kind: 'server-error', match: { method: 'put', path: 'aks-PROD-weu' } });
  expect((await raw('PUT', url, { body: json })).status).toBe(500);
  expect(await note()).toBeUndefined();
  expect((await raw('PUT', url, { body: json })).status).toBe(200);
});

test('a fault after the write loses the answer, not the change', async () => {
  const { azure, raw, url, json, note } = await readyToWrite();
  azure.faults.add({ kind: 'server-error', match: { method: 'PUT' }, phase: 'after' });
  const lost = await raw('PUT', url, { body: json });
  expect(lost.status).toBe(500);
  expect(lost.headers.get('azure-asyncoperation')).toBeNull();
  expect(await note()).toBe('written');
});

test.each(['before', 'after'] as const)(
  'the connection can be dropped %s the write',
  async (phase) => {
    const { azure, raw, url, json, note } = await readyToWrite();
    azure.faults.add({ kind: 'dropped', match: { method: 'PUT' }, phase });
    await expect(raw('PUT', url, { body: json })).rejects.toThrow();
    expect(await note()).toBe(phase === 'after' ? 'written' : undefined);
    expect(azure.journal.find({ method: 'PUT' })).toMatchObject([{ status: 'dropped' }]);
  },
);

test('faults are asked for and cleared over HTTP, and a wrong one is named', async () => {
  const { raw, url, control } = await readyToWrite();
  const throttled = {
    kind: 'throttled',
    retryAfterSeconds: 7,
    times: 2,
    match: { pattern: 'managedClusters/[^/]+$' },
  };
  expect((await control('POST', throttled)).status).toBe(200);
  const answer = await raw('GET', url);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  await control('DELETE');
  expect((await raw('GET', url)).status).toBe(200);
  const wrong = await control('POST', { kind: 'earthquake' });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('kind')]);
});

test('any status can be had, and a slow answer', async () => {
  const { azure, raw, url } = await readyToWrite();
  azure.faults.add({ kind: 'status', status: 503, code: 'ServerBusy' });
  const busy = await raw('GET', url);
  expect([busy.status, busy.json.error.code]).toEqual([503, 'ServerBusy']);
  azure.faults.add({ kind: 'slow', milliseconds: 80 });
  const before = performance.now();
  expect((await raw('GET', url)).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(75);
});

test('an accepted write can fail later', async () => {
  const { azure, raw, url, json } = await readyToWrite();
  azure.faults.add({ kind: 'operation-failed', code: 'QuotaExceeded', match: { method: 'PUT' } });
  const accepted = await raw('PUT', url, { body: json });
  expect(accepted.status).toBe(200);
  await pause(120);
  const operation = new URL(accepted.headers.get('azure-asyncoperation') ?? '');
  expect((await raw('GET', operation.pathname + operation.search)).json).toMatchObject({
    status: 'Failed',
    error: { code: 'QuotaExceeded' },
  });
  expect((await raw('GET', url)).json.properties.provisioningState).toBe('Failed');
});

test('others meddle over HTTP: a name that means two clusters is asked back', async () => {
  const { azure, raw, url, json } = await readyToWrite();
  const meddle = async (name: string, body: unknown) => {
    const answer = await fetch(`${azure.url}/sandbox/clusters/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return answer.status;
  };
  expect(await meddle('aks-pay-prod', { change: 'end-operation' })).toBe(409);
  expect(await meddle('aks-nowhere', { change: 'end-operation' })).toBe(404);
  expect(
    await meddle('aks-prod-weu', { change: 'scale', pool: 'apps', count: 9, unseen: true }),
  ).toBe(200);
  const after = (await raw('GET', url)).json;
  const [, before] = json.properties.agentPoolProfiles;
  const [, pool] = after.properties.agentPoolProfiles;
  expect([pool.count, after.eTag]).toEqual([before.count, json.eTag]);
  expect(pool.eTag).not.toBe(before.eTag);
  const real = await raw('GET', url.replace('?', '/agentPools/apps?'));
  expect(real.json.properties.count).toBe(9);
  expect(await meddle('aks-prod-weu', { change: 'start-operation', pool: 'apps' })).toBe(200);
  expect((await raw('PUT', url, { body: after })).json.message).toContain('(apps - Updating)');
});
