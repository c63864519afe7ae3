import { expect, onTestFinished, test } from 'vitest';
import { createLogsReader } from '../../src/azure/logs.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { azureErrorOf } from './helpers.ts';
import { type Answer, startScriptedServer } from './scripted-server.ts';

const workspace = '11111111-2222-3333-4444-555555555555';
const range = { from: new Date('2026-11-23T00:00:00Z'), to: new Date('2026-11-24T00:00:00Z') };

async function logsWith(...script: Answer[]) {
  const server = await startScriptedServer(...script);
  onTestFinished(server.stop);
  const reader = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(server.url),
    retries: { firstPauseMs: 1, longestWaitSeconds: 5 },
  });
  return {
    requests: server.requests,
    reader,
    query: (kql = 'AKSAudit | take 1', options = {}) =>
      reader.query(workspace, kql, range, options),
  };
}

const table = (columns: [string, string][], ...rows: unknown[][]) => ({
  tables: [
    {
      name: 'PrimaryResult',
      columns: columns.map(([name, type]) => ({ name, type })),
      rows,
    },
  ],
});

test('the range of time, the server timeout and the token are in every call', async () => {
  const { query, requests } = await logsWith({ json: table([]) });
  await query('AKSAudit | count', { timeoutMs: 60_000 });
  const [request] = requests;
  expect(request?.method).toBe('POST');
  expect(request?.url).toBe(`/v1/workspaces/${workspace}/query`);
  expect(JSON.parse(request?.body ?? '')).toEqual({
    query: 'AKSAudit | count',
    timespan: '2026-11-23T00:00:00.000Z/2026-11-24T00:00:00.000Z',
  });
  expect(request?.headers.prefer).toBe('wait=60');
  expect(request?.headers.authorization).toBe('Bearer sandbox-reader');
  expect(Object.keys(request?.headers ?? {})).not.toContain('x-drawbridge-plan');
});

test('Azure is never asked to work longer than ten minutes, and three unless said', async () => {
  const { query, requests } = await logsWith({ json: table([]) });
  await query('AKSAudit', { timeoutMs: 3_600_000 });
  await query('AKSAudit');
  expect(requests.map(({ headers }) => headers.prefer)).toEqual(['wait=600', 'wait=180']);
});

test('cells are read by the type of their column, whatever JSON they came as', async () => {
  const { query } = await logsWith({
    text: JSON.stringify(
      table(
        [
          ['At', 'datetime'],
          ['Never', 'datetime'],
          ['Count', 'long'],
          ['Big', 'long'],
          ['BigText', 'long'],
          ['Flag', 'bool'],
          ['Flag2', 'bool'],
          ['Share', 'real'],
          ['User', 'dynamic'],
          ['Word', 'dynamic'],
          ['Object', 'dynamic'],
          ['Text', 'string'],
        ],
        [
          '2026-11-23T10:00:00.1234567Z',
          null,
          '42',
          'BIG',
          '9007199254740993',
          'true',
          0,
          '1.286',
          '{"username":"ana"}',
          'skipped-too-big-size-object',
          { already: 'parsed' },
          '007',
        ],
      ),
    ).replace('"BIG"', '9007199254740993'),
  });
  expect(await query()).toMatchObject({
    empty: false,
    rows: [
      {
        At: '2026-11-23T10:00:00.1234567Z',
        Never: null,
        Count: 42,
        Big: '9007199254740993',
        BigText: '9007199254740993',
        Flag: true,
        Flag2: false,
        Share: 1.286,
        User: { username: 'ana' },
        Word: 'skipped-too-big-size-object',
        Object: { already: 'parsed' },
        Text: '007',
      },
    ],
  });
});

test('no rows and no data are two answers', async () => {
  const { query } = await logsWith(
    { json: table([['Actor', 'string']]) },
    { status: 204 },
    { status: 200, text: '' },
  );
  expect(await query()).toEqual({
    columns: [{ name: 'Actor', type: 'string' }],
    rows: [],
    empty: false,
  });
  expect(await query()).toEqual({ columns: [], rows: [], empty: true });
  expect(await query()).toEqual({ columns: [], rows: [], empty: true });
});

test('a partial result names the limit that was hit', async () => {
  const message = 'The results of this query exceed the set limit of 500000 records.';
  const { query } = await logsWith({
    json: {
      ...table([['Actor', 'string']], ['ana']),
      error: {
        code: 'PartialError',
        message: 'There were some errors when processing your query.',
        details: [
          {
            code: 'EngineError',
            message: 'Something went wrong processing your query on the server.',
            innererror: { code: '-2133196797', message, severity: 2, severityName: 'Error' },
          },
        ],
      },
    },
  });
  expect(await query()).toMatchObject({
    rows: [{ Actor: 'ana' }],
    partial: { code: 'PartialError', message },
    empty: false,
  });
});

test('a wrong query is invalid, with the code, the words and the place that Kusto names', async () => {
  const bad = (innererror: object): Answer => ({
    status: 400,
    json: {
      error: {
        code: 'BadArgumentError',
        message: 'The request had some invalid properties',
        innererror,
      },
    },
  });
  const { query, requests } = await logsWith(
    bad({
      code: 'SemanticError',
      message: 'A semantic error occurred.',
      innererror: {
        code: 'SEM0100',
        message: "'where' operator: Failed to resolve scalar expression named 'Verbb'",
      },
    }),
    bad({
      code: 'SyntaxError',
      message: 'A recognition error occurred in the query.',
      innererror: {
        code: 'SYN0002',
        message: 'Query could not be parsed',
        line: 2,
        pos: 7,
        token: '|',
      },
    }),
  );
  const semantic = await azureErrorOf(query());
  expect(semantic).toMatchObject({ kind: 'invalid', status: 400, code: 'SEM0100' });
  expect(semantic.message).toContain("Failed to resolve scalar expression named 'Verbb'");
  const syntax = await azureErrorOf(query());
  expect(syntax.code).toBe('SYN0002');
  expect(syntax.message).toContain('(line 2, position 7, at "|")');
  expect(requests).toHaveLength(2);
});

test('who may not query is told which action is missing', async () => {
  const { query } = await logsWith({
    status: 403,
    json: {
      error: {
        code: 'InsufficientAccessError',
        message:
          'The provided credentials have insufficient access to perform the requested operation',
      },
    },
  });
  const error = await azureErrorOf(query());
  expect(error).toMatchObject({
    kind: 'denied',
    permission: 'Microsoft.OperationalInsights/workspaces/query/read',
  });
  expect(error.message).toContain('Microsoft.OperationalInsights/workspaces/query/read');
});

test('an unknown workspace is not found', async () => {
  const { query } = await logsWith({
    status: 404,
    json: { error: { code: 'PathNotFoundError', message: 'The requested path does not exist' } },
  });
  expect(await azureErrorOf(query())).toMatchObject({
    kind: 'not-found',
    code: 'PathNotFoundError',
  });
});

test('throttling is waited for and told', async () => {
  const waits: number[] = [];
  const { query, requests } = await logsWith(
    { status: 429, headers: { 'retry-after': '1' }, json: { error: { code: 'ThrottledError' } } },
    { json: table([['n', 'long']], [1]) },
  );
  const { rows } = await query('AKSAudit', { onWait: (seconds: number) => waits.push(seconds) });
  expect(rows).toEqual([{ n: 1 }]);
  expect(requests).toHaveLength(2);
  expect(waits[0]).toBe(1);
});

test('a query that took too long is not asked again', async () => {
  const { query, requests } = await logsWith({
    status: 504,
    json: { error: { code: 'GatewayTimeout', message: 'Gateway timeout' } },
  });
  const error = await azureErrorOf(query());
  expect(error).toMatchObject({ kind: 'server', status: 504 });
  expect(error.message).toContain('shorter time range');
  expect(requests).toHaveLength(1);
});

test('a caller who gives up is let go, whether the query runs or waits in line', async () => {
  const { query } = await logsWith({ silent: true });
  const controller = new AbortController();
  const running = Array.from({ length: 7 }, () =>
    query('AKSAudit', { signal: controller.signal }).then(
      () => 'answered',
      (error: Error) => error.name,
    ),
  );
  setTimeout(() => controller.abort(), 50);
  expect(new Set(await Promise.all(running))).toEqual(new Set(['AbortError']));
});

test.each([
  ['Analytics', 5],
  ['Basic', 2],
] as const)('of queries on %s tables, %i run at once', async (plan, most) => {
  const { query, requests } = await logsWith({ silent: true });
  const controller = new AbortController();
  const all = Array.from({ length: 9 }, () =>
    query('T', { plan, signal: controller.signal }).catch(() => {}),
  );
  await expect.poll(() => requests.length).toBe(most);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(requests).toHaveLength(most);
  controller.abort();
  await Promise.all(all);
});

test('a workspace is named by its GUID alone', async () => {
  const { reader, requests } = await logsWith({ json: table([]) });
  const error = await azureErrorOf(reader.query('../../x', 'T', range));
  expect(error.kind).toBe('invalid');
  expect(requests).toEqual([]);
});
