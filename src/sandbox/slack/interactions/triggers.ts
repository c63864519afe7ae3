import { randomBytes } from 'node:crypto';
import { SlackError } from '../errors.ts';

export interface Triggers {
  create(userId: string): string;
  /** Uses the trigger up; the person who caused it. Throws `expired_trigger_id` and the like. */
  exchange(triggerId: string): string;
}

export function createTriggers({
  clock,
  lifetimeMs,
}: {
  clock: () => number;
  lifetimeMs: number;
}): Triggers {
  const known = new Map<string, { userId: string; at: number; used: boolean }>();
  return {
    create(userId) {
      const id = `${Math.floor(clock() / 1000)}.${randomBytes(5).readUIntBE(0, 5)}.${randomBytes(16).toString('hex')}`;
      known.set(id, { userId, at: clock(), used: false });
      return id;
    },
    exchange(triggerId) {
      const trigger = known.get(triggerId);
      if (!trigger) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (clock() - trigger.at > lifetimeMs) throw new SlackError('expired_trigger_id');
      trigger.used = true;
      return trigger.userId;
    },
  };
}
