import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from './load.ts';

/**
 * The YAML files of a folder, by name. Names that begin with a dot are left out: a mounted ConfigMap keeps its
 * older contents there.
 * @throws what the file system says
 */
export async function readWorkflowFolder(folder: string): Promise<SourceFile[]> {
  const names = (await readdir(folder))
    .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.'))
    .sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
}
