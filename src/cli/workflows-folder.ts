import type { Rights } from '../rights/schema.ts';
import type { LoadedWorkflows, WorkflowSet } from '../workflows/load.ts';
import { CliError, type Io } from './define.ts';

/** The workflows of a folder, all in order. */
export async function usable(io: Io, given?: string): Promise<WorkflowSet> {
  const { loaded } = await readFolder(io, given);
  if (!loaded.ok) throw await wrongFiles(loaded.problems);
  return loaded.set;
}

/** @param given the folder; WORKFLOWS_DIR without it, or `workflows` */
export async function readFolder(
  io: Io,
  given?: string,
  rights?: Rights,
): Promise<{ folder: string; loaded: LoadedWorkflows }> {
  const { resolve } = await import('node:path');
  const { loadWorkflows } = await import('../workflows/load.ts');
  const { readWorkflowFolder } = await import('../workflows/read-folder.ts');
  const folder = given ?? (io.env.WORKFLOWS_DIR?.trim() || 'workflows');
  const files = await readWorkflowFolder(resolve(io.cwd, folder)).catch((cause) => {
    throw new CliError(`${folder} cannot be read; say which folder holds the workflows`, {
      exitCode: 2,
      cause,
    });
  });
  return { folder, loaded: loadWorkflows(files, rights) };
}

/** Each problem on a line of its own. */
export async function wrongFiles(problems: readonly string[]): Promise<Error> {
  const { ConfigError } = await import('../config/section.ts');
  return new ConfigError(problems.join('\n'));
}

export function wrong(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}
