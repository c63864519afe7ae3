import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../bin/drawbridge.js', import.meta.url));

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** The program as people start it, with nothing in its environment but what is given. */
export function drawbridge(
  args: readonly string[],
  {
    env = {},
    node = process.execPath,
    nodeArgs = [],
    cwd = tmpdir(),
  }: {
    env?: Record<string, string>;
    node?: string;
    nodeArgs?: readonly string[];
    cwd?: string;
  } = {},
): Promise<Run> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    execFile(
      node,
      [...nodeArgs, bin, ...args],
      { cwd, env: { PATH, ...env } },
      (error, stdout, stderr) => {
        const code = error ? Number(error.code ?? -1) : 0;
        resolve({ code, stdout, stderr });
      },
    );
  });
}
