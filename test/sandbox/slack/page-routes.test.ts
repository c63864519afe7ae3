import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActResult, WorkspaceState } from '../../../src/sandbox/slack/protocol.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>Drawbridge</title>');
  await writeFile(join(folder, 'assets', 'app.js'), 'export {};');
  slack = await startSlackStandIn({
    commands: [{ command: '/aks', description: 'AKS', usageHint: 'help' }],
    staticPage: folder,
  });
});

afterAll(async () => {
  await slack?.close();
  await rm(folder, { recursive: true });
});

async function stateAs(person: string): Promise<WorkspaceState> {
  return (await fetch(`${slack.url}/sandbox/state?as=${person}`)).json() as Promise<WorkspaceState>;
}

async function act(deed: Record<string, unknown>): Promise<ActResult> {
  const response = await fetch(`${slack.url}/sandbox/act`, {
    method: 'POST',
    body: JSON.stringify(deed),
  });
  return (await response.json()) as ActResult;
}

test('each person sees their own channels and messages', async () => {
  await callSlack(slack, 'chat.postEphemeral', {
    channel: 'C0VENDORS',
    user: 'U0LINDEN',
    text: 'psst',
  });
  await callSlack(slack, 'chat.postMessage', { channel: 'U0LINDEN', text: 'in private' });
  const sam = await stateAs('U0LINDEN');
  expect(sam.channels.map(({ id }) => id)).toEqual([
    'C0PLATFRM',
    'C0APPROVE',
    'C0SECOPS0',
    'C0VENDORS',
    'D0LINDEN',
  ]);
  expect(sam.messages.C0VENDORS?.map(({ text }) => text)).toEqual(['psst']);
  expect(sam.messages.D0LINDEN?.map(({ text }) => text)).toEqual(['in private']);
  const kim = await stateAs('U0STRANG');
  expect(kim.channels.map(({ id }) => id)).toEqual(['C0VENDORS']);
  expect(kim.messages).toEqual({ C0VENDORS: [] });
  expect(kim.commands).toEqual([{ command: '/aks', description: 'AKS', usageHint: 'help' }]);
  expect((await fetch(`${slack.url}/sandbox/state?as=nobody`)).status).toBe(404);
});

test('a change is announced at once', async () => {
  const stopped = new AbortController();
  const response = await fetch(`${slack.url}/sandbox/events`, { signal: stopped.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader?.read();
  await act({ as: 'U0RIVERA', do: 'say', channel: 'C0PLATFRM', text: 'hello' });
  const second = await reader?.read();
  const versions = [first, second].map((chunk) =>
    Number(/data: (\d+)/.exec(chunk?.value ?? '')?.[1]),
  );
  expect(versions[1]).toBeGreaterThan(versions[0] ?? Number.NaN);
  expect((await stateAs('U0RIVERA')).version).toBe(versions[1]);
  stopped.abort();
});

test('acts are answered in Slack’s words', async () => {
  expect(await act({ as: 'U0RIVERA', do: 'dance' })).toEqual({
    ok: false,
    error: 'unknown_act: "dance"',
  });
  expect(await act({ as: 'U0NOBODY', do: 'home' })).toEqual({ ok: false, error: 'user_not_found' });
  expect(await act({ as: 'U0STRANG', do: 'say', channel: 'C0APPROVE', text: 'x' })).toEqual({
    ok: false,
    error: 'not_in_channel',
  });
});

test('the journal is JSON lines without tokens', async () => {
  const lines = await (await fetch(`${slack.url}/sandbox/journal`)).text();
  const entries = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  expect(entries.some(({ kind }) => kind === 'request')).toBe(true);
  expect(lines).not.toContain(slack.tokens.bot);
});

test('the page is served, whatever its own address is', async () => {
  for (const path of ['/', '/client/C0PLATFRM']) {
    const response = await fetch(slack.url + path);
    expect(await response.text()).toContain('Drawbridge');
    expect(response.headers.get('content-type')).toContain('text/html');
  }
  const script = await fetch(`${slack.url}/assets/app.js`);
  expect(script.headers.get('content-type')).toContain('javascript');
  expect(await (await fetch(`${slack.url}/..%2f..%2fetc/passwd`)).text()).not.toContain('root:');
});
