/** `drawbridge sandbox` as a stranger starts it, twice, on a machine with settings of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Act, ActResult, WorkspaceState } from '../../src/sandbox/slack/protocol.ts';

const bin = fileURLToPath(new URL('../../bin/drawbridge.js', import.meta.url));
const line = '/aks ip add aks-prod-weu 203.0.113.70/32 for 4h because of INC-1';

let dir: string;
let child: ChildProcess | undefined;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterEach(() => stop('SIGKILL'));
afterAll(() => rm(dir, { recursive: true, force: true }));

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return null;
  const gone = once(child, 'exit');
  child.kill(signal);
  return (await gone)[0];
}

/** The sandbox, with what a real deployment's shell would have in its environment. */
async function start(): Promise<string> {
  const started = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      QUEUE_URL: 'redis://127.0.0.1:1',
      SLACK_MODE: 'http',
      PORT: 'taken',
      AZURE_CLIENT_ID: 'not-an-id',
    },
  });
  child = started;
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const listen = (chunk: Buffer) => {
    said += chunk.toString();
    const [, url] = /^sandbox ready: (\S+)$/m.exec(said) ?? [];
    if (url) resolve(url);
  };
  started.stdout?.on('data', listen);
  started.stderr?.on('data', listen);
  started.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  return promise;
}

async function says(url: string, text: string): Promise<ActResult> {
  const act: Act = { as: 'U0RIVERA', do: 'say', channel: 'C0PLATFRM', text };
  const response = await fetch(`${url}/sandbox/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(act),
  });
  return (await response.json()) as ActResult;
}

async function sees(url: string, words: RegExp): Promise<string> {
  let last = '';
  for (let round = 0; round < 600; round += 1) {
    const response = await fetch(`${url}/sandbox/state?as=U0RIVERA`);
    const { messages } = (await response.json()) as WorkspaceState;
    last = (messages.C0PLATFRM ?? []).map(({ text }) => text).join('\n');
    if (words.test(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${words} was not seen in:\n${last}`);
}

/** The fleet is read while the page can be opened already; until then no name is known. */
async function fleetIsKnown(url: string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    await says(url, '/aks clusters');
    if (/1\d clusters/.test(await sees(url, /\d+ clusters|No clusters/i))) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the fleet was not read');
}

test('what waited in an earlier start holds nothing up in the next, and it ends cleanly', async () => {
  for (const round of ['first', 'second']) {
    const url = await start();
    await fleetIsKnown(url);
    await says(url, line);
    const text = await sees(url, /Waiting for approval|One change at a time/);
    expect(text, round).toContain('Waiting for approval');
    expect(await stop('SIGTERM'), round).toBe(0);
  }
});
