import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { sandboxWriterId } from '../../../src/azure/rerouting.ts';
import { type ServeOptions, type Serving, startServe } from '../../../src/cli/serve/start.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import { roles as everyRole, type Role } from '../../../src/config/table.ts';
import { type AzureStandIn, startAzureStandIn } from '../../../src/sandbox/azure/start.ts';
import {
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from '../../../src/sandbox/kubernetes/start.ts';
import type { Message } from '../../../src/sandbox/slack/protocol.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { slackCommands } from '../../../src/slack/manifest.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

export const ana = 'U0RIVERA';
export const wei = 'U0CHEN00';
export const sam = 'U0LINDEN';
export const stranger = 'U0STRANG';
export const platform = 'C0PLATFRM';
export const vendors = 'C0VENDORS';

export interface TestApp {
  slack: SlackStandIn;
  azure: AzureStandIn;
  /** Asked by the program only where the options name it. */
  kubernetes: KubernetesStandIn;
  database: TestDatabase;
  serving: Serving;
  /** What was logged, as lines of JSON. */
  log: string[];
  /** The newest message of a channel that fits, as a person sees it. */
  sees(
    userId: string,
    channel: string,
    what: string | RegExp,
    timeoutMs?: number,
  ): Promise<Message>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Without the identity that changes things. */
  readOnly?: boolean;
  roles?: readonly Role[];
  env?: Record<string, string>;
  overrides?: ServeOptions['overrides'];
  azure?: Parameters<typeof startAzureStandIn>[0];
  /** With API servers; without it nothing in clusters is read. */
  kubernetes?: KubernetesStandInOptions;
  slack?: Partial<Parameters<typeof startSlackStandIn>[0]>;
}

/** Many programs share the machine in tests: Slack's three seconds are kept where they are the subject. */
const patient = { ackTimeoutMs: 30_000, triggerLifetimeMs: 30_000, connectWaitMs: 60_000 };

/** The whole program against the stand-ins, in this process: real Bolt, real SDKs, real PostgreSQL. */
export async function startTestApp({
  readOnly = false,
  roles = everyRole,
  env = {},
  overrides,
  azure: azureOptions,
  kubernetes: kubernetesOptions,
  slack: slackOptions,
}: TestAppOptions = {}): Promise<TestApp> {
  const [database, azure, slack] = await Promise.all([
    createTestDatabase(),
    startAzureStandIn({ speed: 20, ...azureOptions }),
    startSlackStandIn({ ...patient, commands: slackCommands('/aks'), ...slackOptions }),
  ]);
  const kubernetes = await startKubernetesStandIn({
    fleet: azureOptions?.fleet,
    live: (id) => azure.state.clusters.find((each) => each.id === id)?.managedCluster,
    liveNodes: azure.state.nodesOf,
    ...kubernetesOptions,
  });
  const log: string[] = [];
  const settings = loadSettings({
    roles,
    env: {
      DATABASE_URL: database.appUrl,
      RIGHTS_FILE: fileURLToPath(new URL('../../../src/sandbox/rights.yaml', import.meta.url)),
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      DRAWBRIDGE_SANDBOX: 'on',
      SANDBOX_SLACK_URL: slack.apiUrl,
      SANDBOX_AZURE_URL: azure.url,
      ...(kubernetesOptions && { SANDBOX_KUBERNETES_URL: kubernetes.url }),
      ...(!readOnly && { WRITER_AZURE_CLIENT_ID: sandboxWriterId }),
      ...env,
    },
  });
  const close = async (serving?: Serving) => {
    await serving?.close();
    await Promise.all([slack.close(), azure.close(), kubernetes.close()]);
    await database.drop();
  };
  let serving: Serving;
  try {
    serving = await startServe({ settings, roles, logger: collecting(log), overrides });
    await slack.driver.waitFor(
      () =>
        roles.includes('bot') === false ||
        slack.driver.sockets.connections() > 0 ||
        settings.SLACK_MODE === 'http',
      { what: 'the bot to connect' },
    );
    if (roles.includes('worker')) await fleetIsKnown(database);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    slack,
    azure,
    kubernetes,
    database,
    serving,
    log,
    sees: (userId, channel, what, timeoutMs = 60_000) =>
      slack.driver.waitFor(
        () => slack.driver.visibleTo(userId, channel).findLast((message) => fits(message, what)),
        { what: `${what} in ${channel}, seen by ${userId}`, timeoutMs },
      ),
    close: () => close(serving),
  };
}

/** Everything that a message says, blocks included. */
export function wordsOf(message: Message): string {
  return `${message.text}\n${JSON.stringify(message.blocks ?? [])}`;
}

function fits(message: Message, what: string | RegExp): boolean {
  if (message.user !== 'U0BRIDGE') return false;
  return typeof what === 'string' ? wordsOf(message).includes(what) : what.test(wordsOf(message));
}

async function fleetIsKnown({ pool }: TestDatabase): Promise<void> {
  for (let round = 0; round < 1_200; round += 1) {
    const { rowCount } = await pool.query('select from drawbridge.cluster limit 1');
    if (rowCount) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the fleet was not read');
}

function collecting(lines: string[]): Logger {
  return pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
}
