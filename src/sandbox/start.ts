/**
 * The sandbox as one group of processes on loopback: stand-ins for Slack, Azure and API servers in this one,
 * PostgreSQL beside it, and the bot and a worker as they run in production, in processes of their own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebClient } from '@slack/web-api';
import pg from 'pg';
import { sandboxWriterId } from '../azure/rerouting.ts';
import { settingsTable } from '../config/table.ts';
import { startEmbeddedPostgres } from '../store/embedded.ts';
import { migrate } from '../store/migrate.ts';
import { startAzureStandIn } from './azure/start.ts';
import { createServerIdentity } from './kubernetes/certificates.ts';
import { startKubernetesStandIn } from './kubernetes/start.ts';
import { buildPage } from './page/build.ts';
import { type SlackStandIn, startSlackStandIn } from './slack/stand-in.ts';
import type { Command } from './slack/workspace.ts';

export interface SandboxOptions {
  port: number;
  host: string;
  /** Keeps the database; it outlives a restart. */
  dir: string;
  /** What the slash command's picker shows. */
  commands: Command[];
  /** What the app's manifest asks for: a call that needs more is refused, as Slack would. */
  scopes: string[];
  /** Log lines of the bot and the worker. */
  onLog(line: string): void;
  /** Told when one of them ends although nobody asked. */
  onCrash(role: string, code: number | null): void;
}

export interface Sandbox {
  url: string;
  azureUrl: string;
  kubernetesUrl: string;
  close(): Promise<void>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
/** From where Drawbridge reaches the pretend API servers: authorized ranges let it in or not. */
const ownAddress = '203.0.113.60';

export async function startSandbox({
  port,
  host,
  dir,
  commands,
  scopes,
  onLog,
  onCrash,
}: SandboxOptions): Promise<Sandbox> {
  const started: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const stop of started.reverse()) await stop();
    started.length = 0;
  };
  try {
    const identity = await createServerIdentity(new Date());
    const [postgres, page, azure] = await Promise.all([
      startMigrated(join(dir, 'postgres')),
      buildPage(),
      startAzureStandIn({ authority: identity.authority }),
    ]);
    started.push(
      () => postgres.stop(),
      () => azure.close(),
    );
    const kubernetes = await startKubernetesStandIn({
      from: ownAddress,
      identity,
      live: (id) => azure.state.clusters.find((each) => each.id === id)?.managedCluster,
      liveNodes: azure.state.nodesOf,
    });
    started.push(() => kubernetes.close());
    const slack = await startSlackStandIn({ port, host, commands, scopes, staticPage: page });
    started.push(() => slack.close());

    const env = {
      ...withoutSettings(process.env),
      DATABASE_URL: postgres.appUrl,
      RIGHTS_FILE: fileURLToPath(new URL('./rights.yaml', import.meta.url)),
      CONFIG_FILE: fileURLToPath(new URL('./config.yaml', import.meta.url)),
      WORKFLOWS_DIR: fileURLToPath(new URL('../../workflows', import.meta.url)),
      OWN_EGRESS_RANGES: `${ownAddress}/32`,
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      DRAWBRIDGE_SANDBOX: 'on',
      SANDBOX_SLACK_URL: slack.apiUrl,
      SANDBOX_AZURE_URL: azure.url,
      SANDBOX_KUBERNETES_URL: kubernetes.url,
      WRITER_AZURE_CLIENT_ID: sandboxWriterId,
    };
    const connected = slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, {
      what: 'the bot to connect',
      timeoutMs: 60_000,
    });
    connected.catch(() => {});
    for (const roles of [['bot'], ['worker', 'changer']]) {
      const child = serve(roles, { env, onLog, onCrash });
      started.push(() => stopChild(child));
    }
    await connected;
    await sayHello(slack);
    return { url: slack.url, azureUrl: azure.url, kubernetesUrl: kubernetes.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The first thing that a stranger reads: what to type. */
async function sayHello({ apiUrl, tokens }: SlackStandIn): Promise<void> {
  const client = new WebClient(tokens.bot, { slackApiUrl: apiUrl });
  const text = [
    'Hello! I watch a pretend fleet of AKS clusters here, and change them when somebody else agrees. Try:',
    '• `/aks posture aks-staging-weu`: what is insecure, with the evidence and a *Fix…* button',
    '• `/aks ip add aks-prod-weu 203.0.113.70/32 for 4h because INC-1234`: a range for four hours',
    '• switch to *Wei Chen* at the top, open *#aks-approvals*, and approve it',
    '• `/aks forbidden aks-prod-weu`: who was refused what by its API server, and why it matters',
    '• `/aks help`: everything else',
  ].join('\n');
  await client.chat.postMessage({ channel: 'C0PLATFRM', text });
}

/**
 * The stand-ins begin anew at each start, so the tables do too: what an earlier start left would tell of
 * cards and ranges that are gone, and a request that nobody sees any more would hold up its cluster.
 */
async function startMigrated(dir: string) {
  const postgres = await startEmbeddedPostgres({ dir });
  await dropEverything(postgres.url);
  await migrate(postgres.url, { appRole: postgres.appRole });
  return postgres;
}

async function dropEverything(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('drop schema if exists drawbridge, bullmq cascade');
  } finally {
    await client.end();
  }
}

/** A setting that somebody has for a real deployment, such as QUEUE_URL or PORT, is none of the sandbox's. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in settingsTable)));
}

/** The channel between the processes tells the child when this one is gone, however it ended. */
function serve(
  roles: string[],
  { env, onLog, onCrash }: Pick<SandboxOptions, 'onLog' | 'onCrash'> & { env: NodeJS.ProcessEnv },
): ChildProcess {
  const child = spawn(
    process.execPath,
    [main, 'serve', ...roles.flatMap((role) => ['--role', role])],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) if (line !== '') onLog(line);
    });
  child.once('exit', (code, signal) => {
    if (signal === null && code !== 0) onCrash(roles.join(' and '), code);
  });
  return child;
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 8_000);
  await gone;
  clearTimeout(late);
}
