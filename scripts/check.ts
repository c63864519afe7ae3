/** `npm run check`: types, lint with the floors, unused exports, generated files. All run; all that fail are named. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = (name: string) => join(import.meta.dirname, '..', 'node_modules', '.bin', name);

const steps: { name: string; command: [string, ...string[]] }[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint and floors', command: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'unused exports', command: [bin('knip')] },
  {
    name: 'generated files',
    command: [process.execPath, join(import.meta.dirname, 'generate.ts'), '--check'],
  },
];

function run([command, ...args]: [string, ...string[]]): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

const results = await Promise.all(
  steps.map(async ({ name, command }) => ({ name, ...(await run(command)) })),
);
for (const { name, ok, output } of results) {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
  if (!ok) console.log(output);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
