import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/define.ts';
import { exitCodeOf, oneLine } from '../../src/cli/errors.ts';
import { command } from '../../src/cli/forbidden.ts';
import { dataPath, linesOf } from './support/events.ts';

let cwd: string;
const event = { kind: 'Event', apiVersion: 'audit.k8s.io/v1', stage: 'ResponseComplete' };
const denied = {
  ...event,
  verb: 'list',
  user: { username: 'eve@contoso.com', groups: ['system:authenticated'] },
  sourceIPs: ['203.0.113.7'],
  userAgent: 'kubectl',
  objectRef: { resource: 'secrets', namespace: 'web' },
  responseStatus: { code: 403 },
  annotations: { 'authorization.k8s.io/decision': 'forbid' },
};
const at = (minute: number, auditID: string) => ({
  ...denied,
  auditID,
  stageTimestamp: `2026-06-01T10:${String(minute).padStart(2, '0')}:00.123456Z`,
});

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'drawbridge-forbidden-'));
  const events = linesOf('synthetic-aks-audit.labelled.jsonl').map((each) => each.event);
  const write = (name: string, lines: unknown[]) =>
    writeFile(join(cwd, name), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  await write('events.jsonl', events);
  const robot = { user: { username: 'system:serviceaccount:ci:bot' } };
  const via = 'RBAC: allowed by RoleBinding "bot/web" of Role "bot" to ServiceAccount "bot/ci"';
  const allowed = {
    responseStatus: { code: 200 },
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': via,
    },
  };
  const apiGroup = 'rbac.authorization.k8s.io';
  await write('broken.jsonl', [
    { ...at(1, 'a'), user: robot.user, ...allowed },
    {
      ...at(5, 'b'),
      ...allowed,
      user: { username: '<ann|x>' },
      verb: 'delete',
      objectRef: { resource: 'rolebindings', namespace: 'web', name: 'bot', apiGroup },
    },
    { ...at(9, 'c'), user: robot.user },
  ]);
  await write('stages.jsonl', [
    { ...at(1, 'a'), stage: 'RequestReceived', responseStatus: undefined },
    at(1, 'a'),
    at(1, 'a'),
    at(30, 'b'),
  ]);
  await writeFile(
    join(cwd, 'torn.jsonl'),
    `${JSON.stringify(at(1, 'a'))}\n{"auditID":\n[]\n{"hello":1}\n\n${JSON.stringify(at(2, 'b'))}`,
  );
  const everybody = Array.from({ length: 10 }, (_, index) => ({
    ...at(40, `all-${index}`),
    user: { username: `user-${index}@contoso.com` },
  }));
  await write('outage.jsonl', [{ ...at(1, 'a'), ...allowed }, ...everybody]);
  await writeFile(join(cwd, 'none.jsonl'), '{"hello":1}\n');
});

async function run(options: Record<string, unknown>, args: string[] = []) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    env: {},
    cwd,
    isTTY: false,
    signal: new AbortController().signal,
    now: () => new Date('2026-11-24T00:00:00Z'),
  };
  const code = await command
    .run(io, { args, options: { format: 'json', ...options } })
    .catch((error: unknown) => {
      err.push(oneLine(error));
      return exitCodeOf(error);
    });
  const text = out.join('');
  return { code, text, err: err.join(''), json: text.startsWith('{') ? JSON.parse(text) : null };
}

test('events, rows of AKSAudit and rows of AzureDiagnostics tell the same', async () => {
  const events = await run({ from: ['events.jsonl'] });
  const rows = await run({ from: [dataPath('aksaudit-rows.jsonl')] });
  const legacy = await run({ from: [dataPath('azurediagnostics-rows.jsonl')] });
  expect(events).toMatchObject({ code: 0, err: '' });
  expect(events.json).toMatchObject({ calls: 23, unauthenticated: 1, partial: false });
  expect(rows.json).toEqual(events.json);
  expect(legacy.json).toEqual(events.json);
});

test('a call is one audit id, however many stages it logged', async () => {
  const { json } = await run({ from: ['stages.jsonl'] });
  expect(json).toEqual({
    window: { from: '2026-06-01T10:01:00.123Z', to: '2026-06-01T10:30:00.123Z' },
    calls: 2,
    actors: [
      {
        actor: 'eve@contoso.com',
        kind: 'authorization',
        calls: 2,
        verbs: ['list'],
        resources: ['secrets'],
        namespaces: ['web'],
        sourceIps: ['203.0.113.7'],
        first: '2026-06-01T10:01:00.123456Z',
        last: '2026-06-01T10:30:00.123456Z',
        sampleAuditId: 'a',
        suspicion: 'medium',
        why: ['asked for secrets'],
      },
    ],
    unauthenticated: 0,
    partial: false,
    notes: [],
  });
});

test('--since counts from the newest event', async () => {
  const { json } = await run({ from: ['stages.jsonl'], since: '10m' });
  expect(json).toMatchObject({
    calls: 1,
    window: { from: '2026-06-01T10:20:00.123Z', to: '2026-06-01T10:30:00.123Z' },
  });
});

test('lines that are no events are counted and named, and the rest is told', async () => {
  const { code, json, err } = await run({ from: ['torn.jsonl'] });
  expect(code).toBe(0);
  expect(json).toMatchObject({ calls: 2, partial: true });
  expect(err.match(/torn\.jsonl:\d+/g)).toEqual(['torn.jsonl:2', 'torn.jsonl:3', 'torn.jsonl:4']);
});

test.each([
  [{ from: ['missing.jsonl'] }, [], 'missing.jsonl cannot be read (ENOENT)'],
  [{ from: ['none.jsonl'] }, [], 'no audit event in none.jsonl'],
  [{ from: ['stages.jsonl'], since: 'yesterday' }, [], '"yesterday" is no duration'],
  [
    { from: [dataPath('aksaudit-rows.jsonl')] },
    ['aks-x'],
    'no event of "aks-x"; they have aks-prod',
  ],
])('what cannot be read is exit code 2: %j', async (options, args, words) => {
  const { code, err, text } = await run(options, args);
  expect(code).toBe(2);
  expect(err).toContain(words);
  expect(text).toBe('');
});

test('what else happened, and what broke it', async () => {
  const { json } = await run({ from: ['broken.jsonl'] });
  const brokenBy = {
    at: '2026-06-01T10:05:00.123456Z',
    by: '<ann|x>',
    what: 'deleted RoleBinding bot in web',
  };
  expect(json.actors).toHaveLength(1);
  expect(json.actors[0].around).toEqual({
    succeeded: [
      {
        what: 'read secrets in web',
        calls: 1,
        first: '2026-06-01T10:01:00.123456Z',
        last: '2026-06-01T10:01:00.123456Z',
      },
    ],
    changes: [brokenBy],
    brokenBy,
  });
  const { text } = await run({ from: ['broken.jsonl'], format: 'table' });
  expect(text).toContain('Probably broken by: 2026-06-01 10:05 UTC: <ann|x> deleted RoleBinding');
  expect(text).not.toContain('Changed before');
  const markdown = await run({ from: ['broken.jsonl'], format: 'markdown' });
  expect(markdown.text).toContain('Probably broken by');
  expect(markdown.text).not.toContain('<ann|x>');
});

test('only the clusters that are named', async () => {
  const { code, json } = await run({ from: [dataPath('aksaudit-rows.jsonl')] }, ['AKS-Prod']);
  expect(code).toBe(0);
  expect(json.calls).toBe(23);
});

test('for people: a table with the reasons below, and a table for a wiki', async () => {
  const from = [dataPath('aksaudit-rows.jsonl')];
  const { text } = await run({ from, format: 'table' });
  expect(text).toContain('23 refused calls of 8 actors, and 1 without a valid login (401)');
  expect(text).toContain('tried to grant rights that it does not have itself.');
  const markdown = await run({ from, format: 'markdown' });
  expect(markdown.text).toContain('| high | dana');
});

test('refusals of everybody at once are told as an outage', async () => {
  const { json } = await run({ from: ['outage.jsonl'] });
  expect(json.notes.join(' ')).toContain('10 of 10 callers were first refused within the same');
});
