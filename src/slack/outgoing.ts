/**
 * Sends what rows of `outgoing` ask for. A row says which view of which value goes where; the value
 * is read at the moment of sending, so that whatever arrives late shows what is true now.
 */
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { messageAt, messagesShowing } from '../store/messages.ts';
import {
  claimOutgoing,
  markOutgoingFailed,
  markOutgoingSent,
  type OutgoingRow,
} from '../store/outgoing.ts';
import { cannotSpeak } from './answer.ts';
import type { SlackDeps } from './context.ts';
import { type DeliveryDeps, edit, post, postEphemeral } from './delivery.ts';
import { fatalSlackCode } from './explain.ts';
import { withValueLock } from './value-lock.ts';

/** So long, and so often, it is tried at least: an outage of Slack must not lose an alert. */
const giveUpAfterMs = 24 * 3_600_000;
const mostAttempts = 12;
const longestWaitMs = 5 * 60_000;
/** So often a reply waits for the message under which it belongs. */
const attemptsForParent = 8;
const parentWaitMs = 1_500;

export interface OutgoingDeps
  extends DeliveryDeps,
    Pick<
      SlackDeps,
      'changes' | 'rollouts' | 'waivers' | 'alerts' | 'fleet' | 'rights' | 'registry' | 'portal'
    > {}

/** `againInMs` asks for another nudge. */
export type Outcome = { againInMs?: number };

export function createOutgoingProcessor(deps: OutgoingDeps): (id: string) => Promise<Outcome> {
  return async (id) => {
    const row = await claimOutgoing(deps.db, { id, now: deps.now() });
    if (!row) return {};
    try {
      const waitMs = await withValueLock(deps.db, `${row.view}/${row.valueId}`, () =>
        deliver(deps, row),
      );
      if (waitMs > 0) return await putOff(deps, row, 'has to wait a moment', waitMs);
      await markOutgoingSent(deps.db, { id, now: deps.now() });
      return {};
    } catch (error) {
      return failed(deps, row, error);
    }
  };
}

/** @returns how long to wait before some of it can be done; 0 when all is done */
async function deliver(deps: OutgoingDeps, row: OutgoingRow): Promise<number> {
  const view = deps.registry.views.find(({ name }) => name === row.view);
  if (!view) throw new Undeliverable(`there is no view “${row.view}”`);
  const loaded = await view.load(deps, row.valueId);
  if (!loaded) throw new Undeliverable('what it shows is gone');
  const { target } = row;
  switch (target.kind) {
    case 'channel':
      await post(deps, row, loaded, {
        channel: target.channel,
        threadTs: target.threadTs,
        state: target.state,
      });
      return 0;
    case 'person':
      await post(deps, row, loaded, { channel: target.userId, state: target.state });
      return 0;
    case 'ephemeral':
      await postEphemeral(deps, loaded, target);
      return 0;
    case 'update': {
      const message = await messageAt(deps.db, target);
      return message ? edit(deps, loaded, message) : 0;
    }
    case 'thread': {
      const shown = await messagesShowing(deps.db, target.of);
      const parent = shown.find(({ state }) => state.place === target.channel);
      // It may be on its way. Where it was deleted, what there is to say is said all the same.
      if (!parent && row.attempts < attemptsForParent) return parentWaitMs;
      await post(deps, row, loaded, {
        channel: parent?.channel ?? target.channel,
        threadTs: parent?.ts,
        broadcast: target.broadcast,
      });
      return 0;
    }
    case 'everywhere': {
      const waits: number[] = [0];
      for (const message of await messagesShowing(deps.db, row))
        waits.push(await edit(deps, loaded, message));
      return Math.max(...waits);
    }
  }
}

class Undeliverable extends Error {}

async function failed(deps: OutgoingDeps, row: OutgoingRow, error: unknown): Promise<Outcome> {
  const problem = error instanceof Error ? error.message : String(error);
  if (error instanceof WebAPIRateLimitedError)
    return putOff(deps, row, problem, error.retryAfter * 1000);
  const isOld = deps.now().getTime() - row.createdAt.getTime() > giveUpAfterMs;
  const hopeless =
    error instanceof Undeliverable || isFinal(error) || (row.attempts >= mostAttempts && isOld);
  deps.logger.error(
    { err: error, outgoing: row.id, view: row.view, hopeless },
    'a message could not be sent',
  );
  if (hopeless) {
    await markOutgoingFailed(deps.db, { id: row.id, problem });
    return {};
  }
  const longest = row.attempts > mostAttempts ? longestWaitMs : 60_000;
  return putOff(deps, row, problem, Math.min(longest, 500 * 2 ** row.attempts));
}

/** Slack's own faults: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);

/** Whether trying again is of no use. Somebody may still invite the bot, or give it a token that works. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError) || fatalSlackCode(error)) return false;
  const code = String(error.data.error);
  return !passing.has(code) && !cannotSpeak.has(code);
}

async function putOff(
  deps: OutgoingDeps,
  { id }: OutgoingRow,
  problem: string,
  waitMs: number,
): Promise<Outcome> {
  await markOutgoingFailed(deps.db, {
    id,
    problem,
    retryAt: new Date(deps.now().getTime() + waitMs),
  });
  return { againInMs: waitMs };
}
