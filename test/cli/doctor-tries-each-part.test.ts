import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sandboxWriterId } from '../../src/azure/rerouting.ts';
import { defaultPrincipals } from '../../src/sandbox/azure/principals.ts';
import { type AzureStandIn, startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';
import type { Finding } from '../../src/slack/doctor/finding.ts';
import { slackCommands } from '../../src/slack/manifest.ts';
import { scopes } from '../../src/slack/scopes.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { drawbridge } from './support/run.ts';

const rightsFile = fileURLToPath(new URL('../../src/sandbox/rights.yaml', import.meta.url));

let database: TestDatabase;
let folder: string;
let slack: SlackStandIn;
let azure: AzureStandIn;

beforeAll(async () => {
  [database, folder] = await Promise.all([
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'doctor-')),
  ]);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(() => start({}));
afterEach(() => stop());

async function stop(): Promise<void> {
  await Promise.all([slack.close(), azure.close()]);
}

async function start({
  granted = Object.keys(scopes),
  principals,
}: {
  granted?: string[];
  principals?: ReturnType<typeof defaultPrincipals>;
}): Promise<void> {
  [slack, azure] = await Promise.all([
    startSlackStandIn({ commands: slackCommands('/aks'), scopes: granted }),
    startAzureStandIn(principals ? { principals } : {}),
  ]);
}

function environment(): Record<string, string> {
  return {
    DATABASE_URL: database.appUrl,
    RIGHTS_FILE: rightsFile,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    DRAWBRIDGE_SANDBOX: 'on',
    SANDBOX_SLACK_URL: slack.apiUrl,
    SANDBOX_AZURE_URL: azure.url,
    WRITER_AZURE_CLIENT_ID: sandboxWriterId,
  };
}

async function doctor(
  env: Record<string, string> = {},
  ...words: string[]
): Promise<{ code: number; findings: Finding[]; text: string }> {
  const all = { ...environment(), ...env };
  const { code, stdout, stderr } = await drawbridge(['doctor', '--format', 'json', ...words], {
    env: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
  });
  expect(stderr).toBe('');
  return { code, findings: JSON.parse(stdout).findings, text: stdout };
}

const unwell = (findings: Finding[]) => findings.filter(({ outcome }) => outcome !== 'ok');

test('a deployment that is well is called well, part by part', async () => {
  const { code, findings } = await doctor();
  expect(unwell(findings)).toEqual([]);
  expect(code).toBe(0);
  expect(new Set(findings.map(({ topic }) => topic))).toEqual(
    new Set([
      'Settings',
      'Rights',
      'Database',
      'Trail',
      'Queue',
      'Slack',
      'Azure, reading',
      'Azure, changing',
    ]),
  );
  const says = findings.map((finding) => finding.says).join('\n');
  expect(says).toContain('signed in to Contoso Platform');
  expect(says).toContain('open a connection for Socket Mode');
  expect(says).toContain('can add to the trail, not change it');
  expect(says).toMatch(/sees \d+ clusters in \d+ subscription/);
});

test('the table says the same for people', async () => {
  const { code, stdout } = await drawbridge(['doctor'], { env: environment() });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Slack\n {2}ok {7}The bot is signed in/m);
  expect(stdout).toContain('All is well');
});

test('everything broken at once is told at once, and no secret with it', async () => {
  const secrets = {
    DATABASE_URL: 'postgres://app:hunter-%C3%BC-secret@127.0.0.1:1/drawbridge',
    SLACK_BOT_TOKEN: 'xoxb-wrong-and-secret',
    SLACK_APP_TOKEN: 'xapp-wrong-and-secret',
  };
  const { code, findings, text } = await doctor({
    ...secrets,
    RIGHTS_FILE: '/nowhere/rights.yaml',
    SANDBOX_AZURE_URL: 'http://127.0.0.1:1',
  });
  expect(code).toBe(3);
  const problems = findings.filter(({ outcome }) => outcome === 'problem');
  expect(new Set(problems.map(({ topic }) => topic))).toEqual(
    new Set(['Rights', 'Database', 'Slack', 'Azure, reading']),
  );
  for (const { todo } of problems) expect(todo).toBeTruthy();
  for (const word of ['hunter', 'wrong-and-secret']) expect(text).not.toContain(word);
});

test('a secret that somebody repeats in an error is taken out', async () => {
  // The name of a database is not secret, and the server repeats it; here it is the password too.
  const url = new URL(database.appUrl);
  const secret = 'drawbridge-sesame';
  url.pathname = `/${secret}`;
  const { text } = await doctor({ DATABASE_URL: url.href, QUEUE_URL: `redis://:${secret}@h:1` });
  expect(text).toContain('does not exist');
  expect(text).not.toContain(secret);
});

test('settings that are missing are named, and what needs them is not tried', async () => {
  const { code, findings } = await doctor({
    SLACK_BOT_TOKEN: '',
    DATABASE_URL: 'mysql://x',
    WRITER_AZURE_CLIENT_ID: 'me',
  });
  expect(code).toBe(3);
  const settings = findings.filter(({ topic }) => topic === 'Settings');
  expect(settings.map(({ says }) => says.split(' ')[0])).toEqual([
    'DATABASE_URL',
    'SLACK_BOT_TOKEN',
    'WRITER_AZURE_CLIENT_ID',
  ]);
  const untried = findings.filter(({ outcome }) => outcome === 'unknown');
  expect(untried.map(({ topic }) => topic).sort()).toEqual([
    'Azure, changing',
    'Database',
    'Rights',
    'Slack',
  ]);
  expect(findings.some(({ says }) => says.includes('Socket Mode'))).toBe(true);
});

test('a permission that the Slack app lacks is named', async () => {
  await stop();
  await start({ granted: Object.keys(scopes).filter((scope) => scope !== 'usergroups:read') });
  const { code, findings } = await doctor({}, '--role', 'bot');
  expect(code).toBe(3);
  expect(unwell(findings).map(({ says }) => says)).toEqual([
    'The app lacks usergroups:read',
    expect.stringContaining('missing_scope'),
  ]);
});

test('permissions that the identities lack in Azure are named', async () => {
  const without = (name: string, action: string) =>
    defaultPrincipals().map((principal) =>
      principal.name === name
        ? { ...principal, actions: principal.actions.filter((each) => each !== action) }
        : principal,
    );
  const write = 'Microsoft.ContainerService/managedClusters/write';
  await stop();
  await start({ principals: without('writer', write) });
  const changing = await doctor({}, '--role', 'changer');
  expect(changing.code).toBe(3);
  for (const { topic, says, todo } of unwell(changing.findings)) {
    expect(topic).toBe('Azure, changing');
    expect(says).toMatch(new RegExp(`/resourceGroups/.* lacks ${write}$`));
    expect(todo).toContain('deploy/azure-role-writer.json');
  }
  expect(unwell(changing.findings).length).toBeGreaterThan(0);

  const settings = 'Microsoft.Insights/diagnosticSettings/read';
  await stop();
  await start({ principals: without('reader', settings) });
  const reading = unwell((await doctor({}, '--role', 'worker')).findings);
  expect(reading.length).toBeGreaterThan(0);
  for (const { says } of reading) expect(says).toContain(`lacks ${settings}`);
});

test('groups and channels of the rights that Slack does not know are named', async () => {
  const file = join(folder, 'strange.yaml');
  await writeFile(
    file,
    `teams: [T0SOMEONE]
rules:
  - { name: ours, allow: [read], to: { groups: [aks-nobody, aks-oncall] } }
  - { name: theirs, deny: [read], to: { channels: [C0GONE00] } }
channels: [{ clusters: all, approvals: C0ELSEWHERE }]
`,
  );
  const { code, findings } = await doctor({ RIGHTS_FILE: file }, '--role', 'bot');
  expect(code).toBe(3);
  const says = (outcome: string) =>
    findings.filter((finding) => finding.outcome === outcome).map((finding) => finding.says);
  expect(says('problem').sort()).toEqual([
    expect.stringContaining('C0ELSEWHERE'),
    expect.stringContaining('(T0DRAWBRG), so everybody is refused'),
    'There is no user group aks-nobody, which rule "ours" names',
  ]);
  expect(says('unknown')).toEqual([expect.stringContaining('C0GONE00')]);
});

test('rights that cannot be read are told with line and column', async () => {
  const file = join(folder, 'wrong.yaml');
  await writeFile(file, 'teams: [T0DRAWBRG]\nruls: []\n');
  const { findings } = await doctor({ RIGHTS_FILE: file }, '--role', 'bot');
  expect(unwell(findings).map(({ says }) => says)).toEqual([
    expect.stringContaining(`${file}:2:1: unknown key "ruls"`),
  ]);
});

test('the owner’s role is told apart from the application’s', async () => {
  const { code, findings } = await doctor({ DATABASE_URL: database.ownerUrl }, '--role', 'worker');
  expect(code).toBe(3);
  expect(unwell(findings).map(({ says }) => says)).toEqual([
    'The application’s role could change the trail or the tables',
  ]);
});

test('a role is asked for what it needs alone', async () => {
  const { code, findings } = await doctor(
    { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' },
    '--role',
    'changer',
  );
  expect(code).toBe(0);
  expect(findings.some(({ topic }) => topic === 'Slack')).toBe(false);
});

test('tables that were never made, and a changed trail, are told', async () => {
  const other = await createTestDatabase();
  try {
    await other.owner.query(
      `insert into drawbridge.trail values (1, now(), 'x', '{}', '{}', '{}', 'p', 'h')`,
    );
    const changed = await doctor({ DATABASE_URL: other.appUrl }, '--role', 'worker');
    expect(unwell(changed.findings).map(({ topic }) => topic)).toEqual(['Trail']);
    await other.owner.query('drop schema drawbridge cascade');
    const bare = await doctor({ DATABASE_URL: other.appUrl }, '--role', 'worker');
    expect(unwell(bare.findings).map(({ todo }) => todo)).toEqual(['Run `drawbridge migrate`.']);
  } finally {
    await other.drop();
  }
});
