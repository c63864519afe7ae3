/** `serve` that cannot start: one line for each thing that is wrong, naming it, and the exit code. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';
import { slackCommands } from '../../src/slack/manifest.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { drawbridge } from './support/run.ts';

const example = fileURLToPath(new URL('../../rights.example.yaml', import.meta.url));
const nowhere = 'postgres://app:hunter2@127.0.0.1:1/drawbridge';

let slack: SlackStandIn;
let database: TestDatabase;
beforeAll(async () => {
  [slack, database] = await Promise.all([
    startSlackStandIn({ commands: slackCommands('/aks') }),
    createTestDatabase(),
  ]);
});
afterAll(() => Promise.all([slack.close(), database.drop()]));

/** Where nobody listens. Some low ports are refused without a try, so it is one that was open. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

async function serve(env: Record<string, string>, ...words: string[]) {
  const { code, stderr, stdout } = await drawbridge(['serve', ...words], { env });
  expect(`${stdout}${stderr}`).not.toContain('hunter2');
  return { code, said: stderr.trim() };
}

const settings = () => ({
  DATABASE_URL: nowhere,
  RIGHTS_FILE: example,
  SLACK_BOT_TOKEN: slack.tokens.bot,
  SLACK_APP_TOKEN: slack.tokens.app,
  DRAWBRIDGE_SANDBOX: 'on',
  SANDBOX_SLACK_URL: slack.apiUrl,
});

test('every missing setting is named at once', async () => {
  const { code, said } = await serve({});
  expect(code).toBe(2);
  for (const name of ['DATABASE_URL', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'])
    expect(said).toMatch(new RegExp(`^ {2}${name} is not set \\(for example `, 'm'));
});

test('missing and wrong settings are named together', async () => {
  const { SLACK_APP_TOKEN: _, ...rest } = settings();
  const { code, said } = await serve({ ...rest, LONGEST_OPENING: 'soon', PORT: '-1' });
  expect(code).toBe(2);
  expect(said).toContain('SLACK_APP_TOKEN is not set');
  expect(said).toContain('LONGEST_OPENING is “soon”');
  expect(said).toContain('PORT is “-1”');
});

test.each(['RIGHTS_FILE', 'CONFIG_FILE', 'WAIVERS_FILE'])(
  'a %s that is not there is named',
  async (name) => {
    const { code, said } = await serve({ ...settings(), [name]: '/nowhere/file.yaml' });
    expect(code).toBe(2);
    expect(said).toBe(`drawbridge: ${name} is “/nowhere/file.yaml”, and there is no such file`);
  },
);

test('Slack out of reach is said as such', async () => {
  const { code, said } = await serve(
    {
      ...settings(),
      SANDBOX_SLACK_URL: `${await closedAddress()}/api/`,
      DATABASE_URL: database.appUrl,
    },
    '--role',
    'bot',
  );
  expect(code).toBe(3);
  expect(said).toMatch(/^drawbridge: Slack cannot be asked who the bot is: .*ECONNREFUSED/);
});

test.each(['bot', 'worker', 'changer'])(
  'a database out of reach is said as such by the %s',
  async (role) => {
    const { code, said } = await serve(settings(), '--role', role);
    expect(code).toBe(3);
    expect(said).toMatch(
      /^drawbridge: the database at 127.0.0.1:1 does not answer: .*ECONNREFUSED/,
    );
    expect(said.split('\n')).toHaveLength(1);
  },
);

test('tables of another version are told, with what to run', async () => {
  const bare = await createTestDatabase();
  try {
    await bare.owner.query('drop schema drawbridge cascade');
    const env = { ...settings(), DATABASE_URL: bare.appUrl };
    const { code, said } = await serve(env, '--role', 'worker');
    expect(code).toBe(3);
    expect(said).toMatch(
      /^drawbridge: the tables are not those of this version: .*drawbridge migrate/,
    );
  } finally {
    await bare.drop();
  }
});

test.each([
  [['--role', 'worker', '--reach', 'VNet A'], '--reach "VNet A" is no name of a reach'],
  [['--reach', 'vnet-a'], 'say --role worker with it, and no other role'],
  [['--role', 'worker', '--role', 'bot', '--reach', 'vnet-a'], 'and no other role'],
])('serve %j is wrong usage', async (words, part) => {
  const { code, said } = await serve(settings(), ...words);
  expect(code).toBe(2);
  expect(said).toContain(part);
});

test('a worker inside a network needs neither Slack nor rights, but its database', async () => {
  const env = { DATABASE_URL: nowhere, RIGHTS_FILE: '/no/such/file' };
  const { code, said } = await serve(env, '--role', 'worker', '--reach', 'vnet-a');
  expect(code).toBe(3);
  expect(said).toContain('the database at 127.0.0.1:1 does not answer');
});
