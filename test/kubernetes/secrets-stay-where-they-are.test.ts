import { expect, test } from 'vitest';
import { readKubernetes } from '../../src/kubernetes/read.ts';
import {
  type Asked,
  connectionTo,
  emptyCluster,
  list,
  type Reply,
  startApiServer,
} from './support/api-server.ts';

const now = () => new Date('2026-11-24T00:00:00Z');
const secret = (name: string) => ({ metadata: { name, namespace: 'web', uid: name } });

async function readWith(answer: (asked: Asked) => Reply | undefined) {
  const empty = emptyCluster();
  const server = await startApiServer((asked) => answer(asked) ?? empty(asked));
  const connection = await connectionTo(server.url);
  return { ...server, results: await readKubernetes({ connection, now }) };
}

test('only metadata is asked for, and the type by asking for each', async () => {
  const kind = 'PartialObjectMetadataList';
  const { results, asked } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/secrets') return undefined;
    const type = query.get('fieldSelector');
    if (type === 'type=kubernetes.io/tls') return { json: list([secret('cert')], { kind }) };
    if (type) return { json: list([], { kind }) };
    return { json: list([secret('cert'), secret('release')], { kind }) };
  });
  const { secrets } = results;
  expect(secrets.ok && secrets.value.map(({ metadata, type }) => [metadata.name, type])).toEqual([
    ['cert', 'kubernetes.io/tls'],
    ['release', 'other'],
  ]);
  const requests = asked.filter(({ path }) => path === '/api/v1/secrets');
  expect(requests).toHaveLength(5);
  for (const { headers } of requests)
    expect(headers.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
});

test('no annotation of a Secret is kept: tools put a copy of it there, data and all', async () => {
  const copy = JSON.stringify({ kind: 'Secret', data: { password: 'aHVudGVyMg==' } });
  const { metadata } = secret('db');
  const annotations = {
    'kubectl.kubernetes.io/last-applied-configuration': copy,
    'kapp.k14s.io/original': copy,
  };
  const kind = 'PartialObjectMetadataList';
  const { results } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/secrets') return undefined;
    const items = query.get('fieldSelector') ? [] : [{ metadata: { ...metadata, annotations } }];
    return { json: list(items, { kind }) };
  });
  expect(results.secrets).toMatchObject({ ok: true, value: [{ metadata, type: 'other' }] });
  expect(JSON.stringify(results)).not.toContain('aHVudGVyMg');
});

test.each([
  [
    'whole objects',
    list([{ ...secret('db'), data: { password: 'aHVudGVyMg==' } }], { kind: 'SecretList' }),
  ],
  [
    'data in what it calls metadata',
    list([{ ...secret('db'), data: {} }], { kind: 'PartialObjectMetadataList' }),
  ],
])('a server that sends %s is not listened to', async (_what, json) => {
  const { results } = await readWith(({ path }) =>
    path === '/api/v1/secrets' ? { json } : undefined,
  );
  expect(results.secrets).toMatchObject({
    ok: false,
    error: {
      kind: 'unsafe',
      message: expect.stringContaining('all of it was thrown away'),
    },
  });
  expect(JSON.stringify(results)).not.toContain('aHVudGVyMg');
});
