import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { AzureError } from '../azure/errors.ts';
import { escapeMrkdwn } from './escape.ts';
import { MembershipUnknown } from './membership.ts';

/** In mrkdwn: what a person reads when something broke: one place where classes of errors become sentences. */
export function explain(error: unknown): string {
  if (error instanceof MembershipUnknown)
    return `${error.message} Nothing was done. Try again in a minute.`;
  if (error instanceof AzureError) return azureSentence(error);
  if (error instanceof WebAPIRateLimitedError)
    return `Slack asks me to slow down. Try again in ${error.retryAfter} seconds.`;
  if (error instanceof WebAPIPlatformError) return slackSentence(String(error.data.error));
  if (isDatabaseError(error))
    return 'My database does not answer, so nothing was done. Try again in a minute.';
  return 'Something went wrong on my side, and nothing more was done.';
}

function azureSentence({ kind, message, retryAfterSeconds }: AzureError): string {
  switch (kind) {
    case 'denied':
      return `Azure refused to let me read or do this: ${escapeMrkdwn(message)}`;
    case 'throttled':
      return `Azure asks me to slow down. Try again in ${retryAfterSeconds ?? 60} seconds.`;
    case 'unreachable':
      return 'Azure could not be reached. Try again in a minute.';
    default:
      return `Azure answered with an error: ${escapeMrkdwn(message)}`;
  }
}

function slackSentence(code: string): string {
  switch (code) {
    case 'expired_trigger_id':
    case 'trigger_expired':
      return 'That took longer than the three seconds in which Slack lets me open a form. Press it once more.';
    case 'missing_scope':
      return 'The Slack app lacks a permission that this needs. `drawbridge doctor` says which one.';
    case 'not_in_channel':
    case 'channel_not_found':
      return 'I am not a member of that channel. Invite me, and try again.';
    default:
      return `Slack refused my answer (${code}).`;
  }
}

function isDatabaseError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return false;
  // Connection errors of Node and of PostgreSQL (class 08, 57P and 53): https://www.postgresql.org/docs/18/errcodes-appendix.html
  return /^(?:ECONN|ETIMEDOUT|EPIPE|08|57P|53)/.test(code);
}

/** Slack's words for a token that will never work again. https://docs.slack.dev/reference/methods/auth.test */
const fatalCodes = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
  'app_uninstalled',
]);

/** The code, where Slack says that going on is of no use; otherwise undefined. */
export function fatalSlackCode(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  const code = String(error.data.error);
  return fatalCodes.has(code) ? code : undefined;
}
