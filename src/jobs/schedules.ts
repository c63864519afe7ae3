import type { Queue } from 'bullmq';
import { type JobTiming, type NudgePayload, sweeps } from './queues.ts';

const hourMs = 3_600_000;

/** What happens by the clock. The schedulers are in the queue's store: several workers make no second one. */
export async function schedule(
  queue: Queue<NudgePayload>,
  { sweepEvery, fleetEvery }: Pick<JobTiming, 'sweepEvery' | 'fleetEvery'>,
): Promise<void> {
  const plan = [
    { id: sweeps.due, every: sweepEvery },
    { id: sweeps.fleet, every: fleetEvery },
    { id: sweeps.prune, every: hourMs },
  ];
  for (const { id, every } of plan) {
    await queue.upsertJobScheduler(
      id,
      { every },
      {
        name: 'sweep',
        data: { id },
        opts: { removeOnComplete: true, removeOnFail: { count: 100 } },
      },
    );
  }
}

/** A schedule of five fields in a time zone, and the id that it nudges with. */
export interface ByTheClock {
  id: string;
  pattern: string;
  tz: string;
  nudge: string;
}

/** The queue has these schedulers from now on; those of what is no longer planned go. */
export async function keepSchedulers(
  queue: Queue<NudgePayload>,
  plan: readonly ByTheClock[],
): Promise<void> {
  const wanted = new Set(plan.map(({ id }) => id));
  for (const { key } of await queue.getJobSchedulers())
    if (!wanted.has(key)) await queue.removeJobScheduler(key);
  for (const { id, pattern, tz, nudge } of plan)
    await queue.upsertJobScheduler(
      id,
      { pattern, tz },
      {
        name: queue.name,
        data: { id: nudge },
        opts: { removeOnComplete: true, removeOnFail: { count: 100 } },
      },
    );
}
