import type { Changes } from '../remediation/life-cycle.ts';
import type { Processor } from './queues.ts';

/** Plans a change: reads Azure, writes nothing there. */
export function createPlansProcessor(changes: Pick<Changes, 'plan'>): Processor {
  return async (changeId) => {
    await changes.plan(changeId);
    return undefined;
  };
}
