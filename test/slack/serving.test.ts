/** The program as processes: roles apart, health, its end, and a token that is of no use. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { sandboxWriterId } from '../../src/azure/rerouting.ts';
import { type AzureStandIn, startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';
import { slackCommands } from '../../src/slack/manifest.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ana, platform, wordsOf } from './support/start-app.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const rights = fileURLToPath(new URL('../../src/sandbox/rights.yaml', import.meta.url));

let database: TestDatabase;
let slack: SlackStandIn;
let azure: AzureStandIn;
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await Promise.all([slack?.close(), azure?.close()]);
  await database?.drop();
});

async function standIns(): Promise<void> {
  [database, slack, azure] = await Promise.all([
    createTestDatabase(),
    startSlackStandIn({ commands: slackCommands('/aks') }),
    startAzureStandIn({ speed: 20 }),
  ]);
}

interface Running {
  child: ChildProcess;
  output(): string;
  exit: Promise<number | null>;
}

function serve(roles: string[], env: Record<string, string | undefined> = {}): Running {
  const child = spawn(
    process.execPath,
    [main, 'serve', ...roles.flatMap((role) => ['--role', role])],
    {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.appUrl,
        RIGHTS_FILE: rights,
        DRAWBRIDGE_SANDBOX: 'on',
        SANDBOX_SLACK_URL: slack.apiUrl,
        SANDBOX_AZURE_URL: azure.url,
        WRITER_AZURE_CLIENT_ID: sandboxWriterId,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { child, output: () => output, exit };
}

async function saying(running: Running, what: string): Promise<void> {
  const end = Date.now() + 90_000;
  while (!running.output().includes(what)) {
    if (Date.now() > end || running.child.exitCode !== null)
      throw new Error(`it never said “${what}”:\n${running.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function tokens() {
  return { SLACK_BOT_TOKEN: slack.tokens.bot, SLACK_APP_TOKEN: slack.tokens.app };
}

test('bot, worker and changer work as three processes, and end when they are asked to', async () => {
  await standIns();
  const all = [serve(['bot'], tokens()), serve(['worker'], { PORT: '0' }), serve(['changer'])];
  await Promise.all(all.map((running) => saying(running, 'Drawbridge is up')));
  await slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, { what: 'the bot' });
  await slack.driver.command(ana, platform, 'posture aks-prod-weu');
  await slack.driver.waitFor(
    () => slack.driver.messages(platform).find((message) => wordsOf(message).includes('*Grade')),
    { what: 'a report' },
  );
  for (const { child } of all) child.kill('SIGTERM');
  expect(await Promise.all(all.map(({ exit }) => exit))).toEqual([0, 0, 0]);
  for (const running of all) {
    expect(running.output()).toContain('Drawbridge is down');
    expect(running.output()).not.toContain('xoxb-');
    expect(running.output()).not.toContain(database.appUrl);
  }
});

test('a bot that is stopped while it reconnects ends cleanly', async () => {
  await standIns();
  const bot = serve(['bot'], tokens());
  await saying(bot, 'Drawbridge is up');
  await slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, { what: 'the bot' });
  slack.driver.sockets.drop();
  await slack.driver.waitFor(() => slack.driver.sockets.connections() === 0, { what: 'the drop' });
  bot.child.kill('SIGTERM');
  expect(await bot.exit).toBe(0);
});

test('a token that Slack refuses ends the program with one line that says what to do', async () => {
  await standIns();
  const bot = serve(['bot'], { ...tokens(), SLACK_BOT_TOKEN: 'xoxb-wrong' });
  expect(await bot.exit).toBe(3);
  const last = bot.output().trim().split('\n').at(-1);
  expect(last).toMatch(
    /^drawbridge: Slack refuses the token \(invalid_auth\)\. Check SLACK_BOT_TOKEN/,
  );
});

test('a token that is revoked while the bot runs ends it too', async () => {
  await standIns();
  const bot = serve(['bot'], tokens());
  await saying(bot, 'Drawbridge is up');
  await slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, { what: 'the bot' });
  slack.driver.faults.add({
    method: 'apps.connections.open',
    kind: 'refused',
    error: 'invalid_auth',
    times: 5,
  });
  slack.driver.sockets.drop();
  expect(await bot.exit).toBe(3);
  expect(bot.output()).toContain('Slack refuses the token (invalid_auth)');
});

test('a killed worker’s run is finished by the next one', async () => {
  await standIns();
  const bot = serve(['bot'], tokens());
  await saying(bot, 'Drawbridge is up');
  azure.faults.add({ match: { path: 'upgradeProfiles' }, kind: 'slow', milliseconds: 20_000 });
  const first = serve(['worker']);
  await saying(first, 'Drawbridge is up');
  await slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, { what: 'the bot' });
  await untilKnown();
  await slack.driver.command(ana, platform, 'posture aks-prod-weu');
  await slack.driver.waitFor(
    () => slack.driver.messages(platform).find(({ text }) => text.startsWith('Looking at')),
    { what: 'the announcement' },
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  first.child.kill('SIGKILL');
  await first.exit;
  azure.faults.clear();
  serve(['worker']);
  await slack.driver.waitFor(
    () => slack.driver.messages(platform).find((message) => wordsOf(message).includes('*Grade')),
    { what: 'the report', timeoutMs: 90_000 },
  );
});

async function untilKnown(): Promise<void> {
  for (let round = 0; round < 1_200; round += 1) {
    const { rowCount } = await database.pool.query('select from drawbridge.cluster limit 1');
    if (rowCount) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the fleet was not read');
}
