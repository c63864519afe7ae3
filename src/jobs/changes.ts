import type { Changes } from '../remediation/life-cycle.ts';
import type { Processor } from './queues.ts';

/** Takes the next step of an approved change. The only queue whose processes hold the writing identity. */
export function createChangesProcessor(changes: Pick<Changes, 'advance'>): Processor {
  return async (changeId) => {
    await changes.advance(changeId);
    return undefined;
  };
}
