import { neglectedRollouts, rolloutsWithLeftovers, touchRollout } from '../store/rollouts.ts';
import { advance } from './advance.ts';
import { type BeginOutcome, begin, type Wish } from './begin.ts';
import type { RolloutConfig } from './config.ts';
import { createRolloutContext, type RolloutsDeps } from './context.ts';
import { type DecideInput, type DecideOutcome, decideRing } from './decide.ts';
import { describe, describeNote, list } from './describe.ts';
import { type Press, pause, resume, skip, stop } from './people.ts';
import type { PressOutcome, RolloutValue } from './types.ts';

/** Everything that can happen to a rollout. Safe to call twice, from several processes, at any time. */
export interface Rollouts {
  config: RolloutConfig;
  begin(wish: Wish): Promise<BeginOutcome>;
  decide(input: DecideInput): Promise<DecideOutcome>;
  pause(press: Press): Promise<PressOutcome>;
  resume(press: Press): Promise<PressOutcome>;
  stop(press: Press): Promise<PressOutcome>;
  skip(press: Press & { clusterId: string; reason: string }): Promise<PressOutcome>;
  /** The worker's part. @returns after how many milliseconds to look again */
  advance(rolloutId: string): Promise<number | undefined>;
  /** Somebody is still at it. */
  touch(rolloutId: string): Promise<void>;
  /** Nudges what nobody has seen to for a while; to be called every few seconds by one process or many. */
  sweep(now?: Date): Promise<void>;
  describe(rolloutId: string): Promise<RolloutValue | null>;
  describeNote: (noteId: string) => ReturnType<typeof describeNote>;
  list(limit: number): Promise<RolloutValue[]>;
}

/** A rollout that goes on is looked at far more often than this, unless a nudge was lost or a person is waited for. */
const neglectedAfterMs = 30_000;

export function createRollouts(deps: RolloutsDeps): Rollouts {
  const context = createRolloutContext(deps);
  return {
    config: deps.config,
    begin: (wish) => begin(context, wish),
    decide: (input) => decideRing(context, input),
    pause: (press) => pause(context, press),
    resume: (press) => resume(context, press),
    stop: (press) => stop(context, press),
    skip: (press) => skip(context, press),
    advance: (rolloutId) => advance(context, rolloutId),
    touch: (rolloutId) => touchRollout(context.db, rolloutId, context.clock()),
    async sweep(now = context.clock()) {
      const before = new Date(now.getTime() - neglectedAfterMs);
      const neglected = await neglectedRollouts(context.db, before);
      for (const { id } of [...neglected, ...(await rolloutsWithLeftovers(context.db))])
        await context.nudge('rollouts', id);
    },
    describe: (rolloutId) => describe(context, rolloutId),
    describeNote: (noteId) => describeNote(context, noteId),
    list: (limit) => list(context, limit),
  };
}
