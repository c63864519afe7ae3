/** The program: finds the sub-command, loads that file alone, and turns errors into one line and an exit code. */

import { exitCodeOf, oneLine } from './cli/errors.ts';
import { buildProgram } from './cli/program.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
// A reader that went away (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

try {
  process.exitCode = await buildProgram({
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    isTTY: process.stdout.isTTY === true,
    signal: stop.signal,
    now: () => new Date(),
  }).run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`drawbridge: ${oneLine(error)}\n`);
  if (process.argv.includes('--verbose')) console.error(error);
  process.exitCode = exitCodeOf(error);
}
