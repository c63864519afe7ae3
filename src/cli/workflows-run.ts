import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Person } from '../rights/person.ts';
import type { WorkflowRunRow } from '../store/workflow-runs.ts';
import type { WorkflowResult } from '../workflows/tell.ts';
import { CliError, type ExitCode, type Io } from './define.ts';
import { wrong } from './workflows-folder.ts';

const everyMs = 500;
/** After so long without a look by a worker, somebody should hear that none is there. */
const unwatchedMs = 90_000;

/** Has the workers run a workflow that they have in use, and waits for its end. */
export async function runFromCli(
  io: Io,
  name: string | undefined,
  narrowed: string | undefined,
): Promise<ExitCode> {
  if (!name) throw wrong('say which workflow: drawbridge workflows run NAME');
  await checkFilter(narrowed);
  const { withDatabase } = await import('./serve/with-database.ts');
  const { startJobs } = await import('../jobs/runtime.ts');
  const { startRun } = await import('../workflows/begin.ts');
  const { pino } = await import('pino');
  return withDatabase(io, async (db, urls) => {
    const jobs = await startJobs({ ...urls, roles: [], logger: pino({ level: 'silent' }) });
    const outcome = await startRun(
      { db, clock: io.now, newId: randomUUID, nudge: jobs.nudge },
      name,
      { person: whoever(io), narrowed },
    ).finally(() => jobs.close());
    switch (outcome.kind) {
      case 'started':
        return follow(io, db, outcome.id);
      case 'still-running':
        throw new CliError(`${name} runs just now; it is not begun twice`, { exitCode: 2 });
      case 'disabled':
        throw wrong(`${name} is not enabled: its file says enabled: false`);
      case 'no-cluster':
        throw wrong(`none of the clusters of ${name} fits --clusters “${narrowed}”`);
      case 'unknown':
        throw wrong(
          `the workers have no workflow “${name}” in use; they have ${outcome.names.join(', ') || 'none'}`,
        );
    }
  });
}

async function checkFilter(narrowed: string | undefined): Promise<void> {
  if (narrowed === undefined) return;
  const { FilterError, parseFilter } = await import('../fleet/filter.ts');
  try {
    parseFilter(narrowed);
  } catch (error) {
    if (error instanceof FilterError) throw wrong(`--clusters: ${error.message}`);
    throw error;
  }
}

/** Whoever holds the database may do this anyway; the trail keeps the name that the system gives. */
function whoever({ env }: Io): Person {
  const name = env.USER ?? env.USERNAME;
  return {
    teamId: '-',
    userId: 'command-line',
    name: name ? `${name} (command line)` : 'command line',
  };
}

async function follow(io: Io, db: pg.Pool, id: string): Promise<ExitCode> {
  const { getWorkflowRun } = await import('../store/workflow-runs.ts');
  for (;;) {
    const run = await getWorkflowRun(db, id);
    if (!run) throw new CliError('the run is gone from the database', { exitCode: 3 });
    if (run.state === 'failed')
      throw new CliError(`${run.workflow} came to nothing: ${run.problem ?? ''}`, { exitCode: 3 });
    if (run.state !== 'running') return print(io, run);
    const silent = io.now().getTime() - run.lookedAt.getTime();
    if (silent > unwatchedMs)
      throw new CliError(
        `no worker has taken up the run of ${run.workflow}; it goes on when one is there (drawbridge serve --role worker)`,
        { exitCode: 3 },
      );
    await wait(everyMs, undefined, { signal: io.signal });
  }
}

function print(io: Io, run: WorkflowRunRow): ExitCode {
  // Results are written by the workflows alone.
  const { summary, messages, differences, isList, shadow } = run.result as WorkflowResult;
  const lines = messages.map(({ place, notices, notBefore }) => {
    const where = 'channel' in place ? `channel ${place.channel}` : `person ${place.person}`;
    const when = notBefore ? `, held back until ${notBefore}` : '';
    return `${shadow ? 'would have told' : 'told'} ${where}${when}: ${notices.length}`;
  });
  io.stdout(
    `${[summary, isList ? `${differences} things` : `${differences} differences to the run before`, ...lines].join('\n')}\n`,
  );
  return 0;
}
