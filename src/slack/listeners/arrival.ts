import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import { type Person, personKey } from '../../rights/person.ts';
import { firstTime } from '../../store/seen.ts';
import { answer } from '../answer.ts';
import type { SlackDeps } from '../context.ts';
import { type Body, deliveryKeys, isStranger, personOf, strangerSentence } from '../guard.ts';
import { originOf } from '../origin.ts';
import { createPace } from '../pace.ts';

/** What the first middleware finds out, for the listeners. */
export interface Arrival {
  person: Person;
  /** False for a delivery that was seen before. Ask before anything is done. */
  once(): Promise<boolean>;
}

/** Far more than anybody types and presses, and less than a script does. */
const ourPace = { burst: 60, everyMs: 1_000 };
/** They are told once, and again when they come back. */
const strangersPace = { burst: 1, everyMs: 10 * 60_000 };

const slowDown =
  'That is more than I can keep up with, so I leave some of it unanswered. Wait half a minute, then ask again.';

/**
 * The first thing that happens to every delivery: Slack is answered at once (it waits three
 * seconds), people of other workspaces are turned away, and replays are made known.
 * Forms and typeahead are answered by their listeners, since their answer has a content.
 */
export function createArrivalMiddleware(deps: SlackDeps) {
  const ofOurs = createPace(ourPace, deps.now);
  const ofStrangers = createPace(strangersPace, deps.now);
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
      if (ofStrangers(personKey(person)) !== 'go') return;
      deps.logger.warn({ person, type: body.type }, 'refused somebody of another workspace');
      await answer(deps, { person, origin: originOf(body) }, strangerSentence);
      return;
    }
    // A form follows from a press, and its search from the form: they have been counted.
    const pace = answersItself ? 'go' : ofOurs(personKey(person));
    if (pace !== 'go') {
      if (pace === 'silent') return;
      deps.logger.warn({ person, type: body.type }, 'somebody asks too much at once');
      await answer(deps, { person, origin: originOf(body) }, slowDown);
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
