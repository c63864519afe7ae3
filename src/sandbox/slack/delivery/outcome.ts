import type { Fields } from '../validation/rules.ts';

/** Something that Slack tells the app. */
export interface Outgoing {
  kind: 'slash_commands' | 'interactive' | 'events_api';
  /** What it is, for the journal: the command, `block_actions`, `app_mention` … */
  name: string;
  payload: Fields;
  retry?: { attempt: number; reason: string };
}

/** What became of it. The errors are the words that Slack shows to the person. */
export type Outcome =
  | { ok: true; response: unknown }
  | {
      ok: false;
      error: 'operation_timeout' | 'dispatch_failed' | 'http_client_error' | 'http_service_error';
      /** The app asked not to be told again. */
      noRetry?: boolean;
    };
