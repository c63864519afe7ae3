import type { Delivery } from './delivery/delivery.ts';
import type { ResponseUrls } from './interactions/response-urls.ts';
import type { Triggers } from './interactions/triggers.ts';
import type { Journal } from './journal.ts';
import type { Workspace } from './workspace.ts';

/** What every part of the stand-in works on; one per stand-in. */
export interface Ground {
  /** Where the stand-in listens, without a slash at the end. */
  baseUrl(): string;
  /** Milliseconds since 1970. */
  clock(): number;
  workspace: Workspace;
  journal: Journal;
  delivery: Delivery;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  /** What the app was granted; methods and events without their scope are refused or not sent. */
  scopes: ReadonlySet<string>;
  tokens: Tokens;
  appId: string;
  botId: string;
}

export interface Tokens {
  /** `xoxb-…`, for the Web API. */
  bot: string;
  /** `xapp-…`, for `apps.connections.open` alone. */
  app: string;
  /** Signs the requests of HTTP mode. */
  signingSecret: string;
}
