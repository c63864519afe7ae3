import { connectQueues } from '../../jobs/connection.ts';
import { queueNames } from '../../jobs/queues.ts';
import { type Finding, probe } from './finding.ts';

/** The queue answers, wherever it lives, and how much waits in it. */
export function probeQueue({
  databaseUrl,
  queueUrl,
}: {
  databaseUrl: string;
  queueUrl?: string;
}): Promise<Finding[]> {
  return probe(
    {
      topic: 'Queue',
      says: `The queue in ${queueUrl ? 'Redis' : 'PostgreSQL'} does not answer`,
      todo: queueUrl
        ? 'Check QUEUE_URL, and that the server can be reached from here.'
        : 'Run `drawbridge migrate`; it creates the queue’s tables too.',
    },
    async () => {
      let lost: (error: Error) => void = () => {};
      const broken = new Promise<never>((_resolve, reject) => {
        lost = reject;
      });
      const connection = await connectQueues({
        databaseUrl,
        queueUrl,
        workers: 0,
        onError: (error) => lost(error),
      });
      try {
        const queues = queueNames.map((name) => connection.queue(name));
        for (const queue of queues) queue.on('error', (error) => lost(error));
        try {
          const counting = Promise.all(
            queues.map((queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
          );
          const counts = await Promise.race([counting, broken]);
          const sum = (state: string) =>
            counts.reduce((total, count) => total + (count[state] ?? 0), 0);
          return [
            {
              outcome: 'ok',
              says: `It answers: ${sum('waiting')} jobs wait, ${sum('active')} run, ${sum('delayed')} are due later, ${sum('failed')} have failed`,
            },
          ];
        } finally {
          await Promise.allSettled(queues.map((queue) => queue.close()));
        }
      } finally {
        await connection.close().catch(() => {});
      }
    },
  );
}
