import { expect, test } from 'vitest';
import { sandbox } from './support.ts';

type Raw = Awaited<ReturnType<typeof sandbox>>['raw'];

async function allPages(raw: Raw, name: string, path: string, between = () => {}) {
  const names: string[] = [];
  const revisions = new Set<string>();
  const remaining: number[] = [];
  let token = '';
  do {
    const { status, json } = await raw(name, `GET ${path}${token && `&continue=${token}`}`);
    expect(status).toBe(200);
    names.push(...json.items.map((each: { metadata: { name: string } }) => each.metadata.name));
    revisions.add(json.metadata.resourceVersion);
    remaining.push(json.metadata.remainingItemCount ?? 0);
    token = json.metadata.continue ?? '';
    between();
  } while (token);
  return { names, revisions, remaining };
}

test('pages show one moment, whatever is written meanwhile', async () => {
  const { raw, standIn } = await sandbox();
  const { objects } = standIn.cluster('aks-prod-weu');
  const before = objects.list('services').map(({ metadata }) => metadata.name);
  let round = 0;
  const { names, revisions, remaining } = await allPages(
    raw,
    'aks-prod-weu',
    '/api/v1/services?limit=2',
    () => {
      round += 1;
      const [first] = objects.list('services', 'shop');
      if (round === 1) objects.remove('services', 'web', 'shop');
      if (round === 2 && first)
        objects.add({ ...first, metadata: { ...first.metadata, name: 'zz-new', uid: 'new' } });
    },
  );
  expect(names).toEqual(before);
  expect(revisions.size).toBe(1);
  expect(before).toHaveLength(7);
  expect(remaining).toEqual([5, 3, 1, 0]);
  const after = objects.list('services').map(({ metadata }) => metadata.name);
  expect(after).not.toContain('web');
  expect(after).toContain('zz-new');
});

test('a token that is too old is answered with 410 and one that goes on without consistency', async () => {
  const { raw, standIn } = await sandbox();
  const first = await raw('aks-prod-weu', 'GET /api/v1/pods?limit=100');
  standIn.cluster('aks-prod-weu').objects.compact();
  const next = `GET /api/v1/pods?limit=100&continue=${first.json.metadata.continue}`;
  const gone = await raw('aks-prod-weu', next);
  expect([gone.status, gone.json.reason]).toEqual([410, 'Expired']);
  expect(gone.json.message).toContain('The provided continue parameter is too old');
  const goesOn = await raw(
    'aks-prod-weu',
    `GET /api/v1/pods?limit=100&continue=${gone.json.metadata.continue}`,
  );
  expect(goesOn.status).toBe(200);
  expect(goesOn.json.items).toHaveLength(41);
});

test('a token expires after five minutes', async () => {
  let now = new Date('2026-11-24T00:00:00Z');
  const { raw } = await sandbox({ clock: () => now });
  const { json } = await raw('aks-prod-weu', 'GET /api/v1/pods?limit=10');
  const next = `GET /api/v1/pods?limit=10&continue=${json.metadata.continue}`;
  now = new Date('2026-11-24T00:04:59Z');
  expect((await raw('aks-prod-weu', next)).status).toBe(200);
  now = new Date('2026-11-24T00:05:01Z');
  expect((await raw('aks-prod-weu', next)).status).toBe(410);
});

test('a token that is none, and a revision beside a token, are refused', async () => {
  const { raw } = await sandbox();
  const wrong = await raw('aks-prod-weu', 'GET /api/v1/pods?limit=10&continue=abc');
  expect([wrong.status, wrong.json.reason]).toEqual([400, 'BadRequest']);
  const { json } = await raw('aks-prod-weu', 'GET /api/v1/pods?limit=10');
  const both = await raw(
    'aks-prod-weu',
    `GET /api/v1/pods?limit=10&resourceVersion=1&continue=${json.metadata.continue}`,
  );
  expect([both.status, both.json.message]).toEqual([
    400,
    expect.stringContaining('not allowed when using continue'),
  ]);
});

test('five thousand pods are made on the fly, each once and always the same', async () => {
  const { raw, standIn } = await sandbox();
  const crowd = '/api/v1/namespaces/render/pods?limit=500';
  const { names, remaining } = await allPages(raw, 'aks-data-prod-neu', crowd);
  expect(names).toHaveLength(5000);
  expect(new Set(names).size).toBe(5000);
  expect(names).toEqual(names.toSorted());
  expect(remaining[0]).toBe(4500);
  const { objects } = standIn.cluster('aks-data-prod-neu');
  const name = names[1234] ?? '';
  const pod = objects.get('pods', name, 'render');
  expect(pod?.metadata.name).toBe(name);
  expect(pod?.metadata.ownerReferences[0].name).toBe('tile-renderer');
  objects.remove('pods', name, 'render');
  expect(objects.get('pods', name, 'render')).toBeUndefined();
  const left = await allPages(raw, 'aks-data-prod-neu', crowd);
  expect(left.names).toEqual(names.filter((each) => each !== name));
});

test('selectors go through pages without counting what is left', async () => {
  const { raw } = await sandbox();
  const path = '/api/v1/namespaces/render/pods?limit=400&fieldSelector=status.phase%3DRunning';
  const { names, remaining } = await allPages(raw, 'aks-data-prod-neu', path);
  expect(names).toHaveLength(1000);
  expect(new Set(remaining)).toEqual(new Set([0]));
});
