import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import type { Person } from '../../rights/person.ts';
import { firstTime } from '../../store/seen.ts';
import { answer } from '../answer.ts';
import type { SlackDeps } from '../context.ts';
import { type Body, deliveryKeys, isStranger, personOf, strangerSentence } from '../guard.ts';
import { originOf } from '../origin.ts';

/** What the first middleware finds out, for the listeners. */
export interface Arrival {
  person: Person;
  /** False for a delivery that was seen before. Ask before anything is done. */
  once(): Promise<boolean>;
}

/**
 * The first thing that happens to every delivery: Slack is answered at once (it waits three
 * seconds), people of other workspaces are turned away, and replays are made known.
 * Forms and typeahead are answered by their listeners, since their answer has a content.
 */
export function createArrivalMiddleware(deps: SlackDeps) {
  return async (args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    const body: Body = args.body;
    const answersItself = body.type === 'view_submission' || body.type === 'block_suggestion';
    const ack = 'ack' in args ? (args.ack as (response?: unknown) => Promise<void>) : undefined;
    if (!answersItself) await ack?.();

    const person = personOf(body);
    if (!person) return;
    if (isStranger(person, deps.rights.teams)) {
      if (answersItself)
        await ack?.(body.type === 'block_suggestion' ? { options: [] } : undefined);
      deps.logger.warn({ person, type: body.type }, 'refused somebody of another workspace');
      await answer(deps, { person, origin: originOf(body) }, strangerSentence);
      return;
    }
    const keys = deliveryKeys(body, {
      signature: args.context.signature,
      envelopeId: args.context.envelopeId,
    });
    let first: Promise<boolean> | undefined;
    const arrival: Arrival = {
      person,
      once: () => {
        first ??= isFirst(deps, keys);
        return first;
      },
    };
    args.context.arrival = arrival;
    await args.next();
  };
}

async function isFirst({ db, now, logger }: SlackDeps, keys: string[]): Promise<boolean> {
  for (const key of keys) {
    if (await firstTime(db, key, now())) continue;
    logger.warn({ key: key.slice(0, 40) }, 'the same delivery came twice; the second is ignored');
    return false;
  }
  return true;
}

export function arrivalOf(context: Record<string, unknown>): Arrival {
  if (!context.arrival) throw new Error('The arrival middleware did not run.');
  return context.arrival as Arrival;
}
