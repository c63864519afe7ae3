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
