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
import type { SlackDeps } from './context.ts';
import { type DeliveryDeps, edit, post, postEphemeral } from './delivery.ts';
import { fatalSlackCode } from './explain.ts';
import { withValueLock } from './value-lock.ts';

const mostAttempts = 12;
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
  const hopeless =
    error instanceof Undeliverable ||
    row.attempts >= mostAttempts ||
    (error instanceof WebAPIPlatformError && !fatalSlackCode(error));
  deps.logger.error(
    { err: error, outgoing: row.id, view: row.view, hopeless },
    'a message could not be sent',
  );
  if (hopeless) {
    await markOutgoingFailed(deps.db, { id: row.id, problem });
    return {};
  }
  return putOff(deps, row, problem, Math.min(60_000, 500 * 2 ** row.attempts));
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
