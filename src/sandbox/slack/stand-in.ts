/** Slack on this machine: one workspace, its Web API, Socket Mode, and people to act as. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createDelivery } from './delivery/delivery.ts';
import type { RequestUrls } from './delivery/signed-requests.ts';
import { createSocketMode } from './delivery/socket-mode.ts';
import { createDriver, type Driver } from './driver/driver.ts';
import { createFaults } from './faults.ts';
import type { Ground, Tokens } from './ground.ts';
import { createResponseUrls } from './interactions/response-urls.ts';
import { createTriggers } from './interactions/triggers.ts';
import { createJournal } from './journal.ts';
import { allMethods } from './methods.ts';
import { createRateLimits } from './rate-limits.ts';
import { contosoPlatform, type WorkspaceSeed } from './seed.ts';
import { createServerApp } from './server.ts';
import { type Command, createWorkspace, type Workspace } from './workspace.ts';

export interface SlackStandIn {
  /** Where the page and everything else is, without a slash at the end. */
  url: string;
  /** Bolt's `clientOptions.slackApiUrl`. */
  apiUrl: string;
  tokens: Tokens;
  /** Acts as people do, and sees what they see. */
  driver: Driver;
  workspace: Workspace;
  /** Switches to HTTP mode; with `undefined`, back to Socket Mode. */
  setRequestUrls(urls: RequestUrls | undefined): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  port?: number;
  host?: string;
  /** Milliseconds since 1970. Deadlines are counted with it; waiting for an ack is real time. */
  clock?: () => number;
  workspace?: WorkspaceSeed;
  /** The slash commands of the app's manifest. */
  commands: Command[];
  /** A folder with the built page, served at `/`. */
  staticPage?: string;
  /** What the app was granted; every scope that the stand-in knows, if left out. */
  scopes?: readonly string[];
  tokens?: Partial<Tokens>;
  /** Slack's real limits; off by default, since a test is faster than any person. */
  rateLimits?: boolean;
  /** Slack waits three seconds: https://docs.slack.dev/interactivity/handling-user-interaction */
  ackTimeoutMs?: number;
  /** A trigger opens one modal, within three seconds: https://docs.slack.dev/surfaces/modals */
  triggerLifetimeMs?: number;
  /** How long something waits for the app to connect, before it fails visibly. */
  connectWaitMs?: number;
  /** At once, after a minute, after five: https://docs.slack.dev/apis/events-api */
  eventRetryDelaysMs?: readonly number[];
}

function newTokens(given: Partial<Tokens> = {}): Tokens {
  return {
    bot: `xoxb-sandbox-${randomBytes(12).toString('hex')}`,
    app: `xapp-sandbox-${randomBytes(12).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
    ...given,
  };
}

/** Scopes that no method asks for by itself. */
const otherScopes = ['commands', 'app_mentions:read'];

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts the stand-in; resolves when it listens. Rejects when the port is taken. */
export async function startSlackStandIn({
  port = 0,
  host = '127.0.0.1',
  clock = Date.now,
  workspace: seed = contosoPlatform(),
  commands,
  staticPage,
  scopes,
  tokens: givenTokens,
  rateLimits: limited = false,
  ackTimeoutMs = 3_000,
  triggerLifetimeMs = 3_000,
  connectWaitMs = 2_000,
  eventRetryDelaysMs = [0, 60_000, 300_000],
}: StandInOptions): Promise<SlackStandIn> {
  const appId = 'A0DRAWBRG';
  const tokens = newTokens(givenTokens);
  const workspace = createWorkspace({ seed, commands, clock });
  const journal = createJournal({ clock });
  const faults = createFaults();
  const rateLimits = createRateLimits({ on: limited, clock });
  const socketMode = createSocketMode({ journal, clock, appId, ackTimeoutMs, connectWaitMs });
  const { signingSecret } = tokens;
  const delivery = createDelivery({
    socketMode,
    journal,
    clock,
    signingSecret,
    ackTimeoutMs,
    eventRetryDelaysMs,
  });
  let url = '';
  function baseUrl(): string {
    return url;
  }
  const methods = allMethods(socketMode);
  const known = [...new Set([...methods.flatMap((method) => method.scopes), ...otherScopes])];
  const ground: Ground = {
    baseUrl,
    clock,
    workspace,
    journal,
    delivery,
    triggers: createTriggers({ clock, lifetimeMs: triggerLifetimeMs }),
    responseUrls: createResponseUrls({ workspace, journal, clock, baseUrl }),
    scopes: new Set(scopes ?? known),
    tokens,
    appId,
    botId: 'B0BRIDGE',
  };
  const app = createServerApp({
    ground,
    methods,
    faults,
    rateLimits,
    socketMode,
    staticPage,
  });
  const server = serve({ fetch: app.fetch, port, hostname: host }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  server.on('upgrade', socketMode.upgrade);
  url = `http://${host}:${(server.address() as AddressInfo).port}`;

  return {
    url,
    apiUrl: `${url}/api/`,
    tokens,
    driver: createDriver({ ground, faults, socketMode }),
    workspace,
    setRequestUrls: delivery.setRequestUrls,
    async close() {
      delivery.close();
      await socketMode.close();
      await closed(server);
    },
  };
}
