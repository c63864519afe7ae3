import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type pg from 'pg';
import type { Logger } from 'pino';
import { clouds } from '../azure/clouds.ts';
import type { Settings } from '../config/table.ts';
import { listClusters } from '../fleet/list.ts';
import type { Alerts } from '../forbidden/alerts/life-cycle.ts';
import { defaultPostureConfig, type PostureConfig } from '../posture/config.ts';
import type { Waivers } from '../posture/waivers/life-cycle.ts';
import type { Changes } from '../remediation/life-cycle.ts';
import type { Rights } from '../rights/schema.ts';
import type { Rollouts } from '../rollout/life-cycle.ts';
import type { Workflows } from '../workflows/life-cycle.ts';
import type { Nudge, SlackDeps } from './context.ts';
import { reason } from './doctor/finding.ts';
import { fatalSlackCode } from './explain.ts';
import { createFleetCache } from './fleet-cache.ts';
import { isTooFarAhead } from './guard.ts';
import { createArrivalMiddleware } from './listeners/arrival.ts';
import { listenToClicks } from './listeners/clicks.ts';
import { listenToFailures } from './listeners/failures.ts';
import { listenToForms } from './listeners/forms.ts';
import { listenToHome } from './listeners/home.ts';
import { listenToOptions } from './listeners/options.ts';
import { listenToWords } from './listeners/words.ts';
import { slackLogger } from './log.ts';
import { createMembershipReader } from './membership.ts';
import { registry } from './registry.ts';

export interface SlackAppOptions {
  settings: Pick<
    Settings,
    | 'SLACK_MODE'
    | 'SLACK_BOT_TOKEN'
    | 'SLACK_APP_TOKEN'
    | 'SLACK_SIGNING_SECRET'
    | 'SLACK_COMMAND'
    | 'SANDBOX_SLACK_URL'
    | 'PORT'
    | 'AZURE_CLOUD'
  >;
  db: pg.Pool;
  rights: Rights;
  changes: Changes;
  rollouts: Rollouts;
  waivers: Waivers;
  alerts: Alerts;
  workflows: Workflows;
  nudge: Nudge;
  mayWrite: boolean;
  probeInside?: SlackDeps['probeInside'];
  config?: PostureConfig;
  clock(): Date;
  newId(): string;
  logger: Logger;
  clientOptions?: WebClientOptions;
  /** Served beside Slack's requests in HTTP mode. */
  routes?: Record<string, () => Promise<{ status: number; text: string }>>;
}

export interface SlackApp {
  app: App;
  deps: SlackDeps;
  /** For posting: a channel that has to wait must not hold up the answers to people. */
  postingClient: WebClient;
  /** In HTTP mode, once started: where Slack's requests arrive. */
  port(): number | undefined;
  /** Begins to listen. @throws where Slack does not let us in, or does not answer in half a minute */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Slack says that our token is of no use: no retry will help. */
export class SlackRefused extends Error {
  readonly exitCode = 3;

  constructor(code: string, cause: unknown) {
    super(
      `Slack refuses the token (${code}). Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or install the app again.`,
      { cause },
    );
    this.name = 'SlackRefused';
  }
}

class SlackUnreachable extends Error {
  readonly exitCode = 3;

  constructor(cause: unknown) {
    super(`Slack cannot be asked who the bot is: ${reason(cause)}. Is slack.com open from here?`, {
      cause,
    });
    this.name = 'SlackUnreachable';
  }
}

/** Asks Slack who we are and wires every listener. Nothing is received before `start`. */
export async function createSlackApp(options: SlackAppOptions): Promise<SlackApp> {
  const { settings, db, rights, clock, logger } = options;
  const client = new WebClient(settings.SLACK_BOT_TOKEN, clientOptions(options));
  const identity = await whoAmI(client);
  const deps: SlackDeps = {
    db,
    client,
    rights,
    membership: createMembershipReader({ client, clock, teams: rights.teams }),
    fleet: createFleetCache({ load: () => listClusters(db), clock }),
    changes: options.changes,
    rollouts: options.rollouts,
    waivers: options.waivers,
    alerts: options.alerts,
    workflows: options.workflows,
    nudge: options.nudge,
    registry,
    now: clock,
    newId: options.newId,
    logger,
    slashCommand: settings.SLACK_COMMAND,
    workspace: identity,
    managedByCode: (options.config ?? defaultPostureConfig).managedByCode,
    portal: clouds[settings.AZURE_CLOUD].portal,
    mayWrite: options.mayWrite,
    probeInside: options.probeInside,
  };
  const receiver = settings.SLACK_MODE === 'http' ? httpReceiver(options) : socketReceiver(options);
  const app = new App({
    receiver,
    socketMode: settings.SLACK_MODE === 'socket',
    token: settings.SLACK_BOT_TOKEN,
    botId: identity.botId,
    botUserId: identity.botUserId,
    tokenVerificationEnabled: false,
    clientOptions: clientOptions(options),
    convoStore: false,
    extendedErrorHandler: true,
    logger: slackLogger(logger),
  });
  app.use(createArrivalMiddleware(deps));
  for (const listen of [
    listenToWords,
    listenToClicks,
    listenToForms,
    listenToOptions,
    listenToHome,
    listenToFailures,
  ])
    listen(app, deps);
  let port: number | undefined;
  return {
    app,
    deps,
    postingClient: new WebClient(settings.SLACK_BOT_TOKEN, {
      ...clientOptions(options),
      rejectRateLimitedCalls: true,
      // The queue tries again by itself, and knows what was sent.
      retryConfig: { retries: 0 },
    }),
    port: () => port,
    async start() {
      await deps.fleet.all();
      const server = await inTime(app.start(settings.PORT ?? 0), 30_000);
      const address = server && 'address' in server ? server.address() : null;
      port = typeof address === 'object' && address ? address.port : undefined;
    },
    stop: async () => {
      await app.stop();
    },
  };
}

/** A fresh object each time: Socket Mode writes its own 100 retries into the one that it is given. */
function clientOptions({
  settings,
  clientOptions: extra,
  logger,
}: SlackAppOptions): WebClientOptions {
  return {
    ...(settings.SANDBOX_SLACK_URL && { slackApiUrl: settings.SANDBOX_SLACK_URL }),
    retryConfig: { retries: 3, factor: 2, minTimeout: 300, maxTimeout: 3_000 },
    timeout: 20_000,
    logger: slackLogger(logger),
    ...extra,
  };
}

function socketReceiver(options: SlackAppOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: options.settings.SLACK_APP_TOKEN ?? '',
    logger: slackLogger(options.logger),
    // A process that reads a large fleet is busy for seconds: that is no lost connection yet.
    clientPingTimeout: 20_000,
    installerOptions: { clientOptions: { ...clientOptions(options), retryConfig: undefined } },
    customPropertiesExtractor: ({ envelope_id }) => ({ envelopeId: envelope_id }),
  });
}

function httpReceiver({ settings, clock, logger, routes = {} }: SlackAppOptions): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret: settings.SLACK_SIGNING_SECRET ?? '',
    endpoints: '/slack/events',
    logger: slackLogger(logger),
    customPropertiesExtractor: ({ headers }) => ({ signature: headers['x-slack-signature'] }),
    customRoutes: Object.entries(routes).map(([path, answer]) => ({
      path,
      method: 'GET',
      handler: async (_request, response) => {
        const { status, text } = await answer();
        response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
      },
    })),
  });
  const listener = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    const timestamp = request.headers['x-slack-request-timestamp'];
    if (isTooFarAhead(timestamp?.toString(), clock())) {
      logger.warn('refused a request whose timestamp lies in the future');
      response.writeHead(401).end();
      return;
    }
    listener(request, response);
  };
  return receiver;
}

async function whoAmI(client: WebClient) {
  try {
    const { team_id, team, user_id, bot_id } = await client.auth.test();
    if (!team_id || !user_id || !bot_id) throw new Error('Slack did not say who the bot is.');
    return { teamId: team_id, teamName: team ?? team_id, botUserId: user_id, botId: bot_id };
  } catch (error) {
    const code = fatalSlackCode(error);
    throw code ? new SlackRefused(code, error) : new SlackUnreachable(error);
  }
}

/** Bolt waits for Slack's greeting without end. */
async function inTime<T>(starting: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Slack did not greet us within ${milliseconds / 1000} s.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([starting, late]);
  } catch (error) {
    const code = fatalSlackCode(error);
    throw code ? new SlackRefused(code, error) : error;
  } finally {
    clearTimeout(timer);
  }
}
