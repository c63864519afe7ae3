import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { biomeOverrides } from '../floors.ts';

/**
 * biome.json with the overrides that keep the floors; the rest of the file is left as people wrote it.
 * Biome checks the format of its own configuration, so it formats it too.
 */
export async function lintFloors(root: string): Promise<Record<string, string>> {
  const configuration = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'));
  const { stdout, stderr, status } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['format', '--stdin-file-path=configuration.json'],
    {
      cwd: root,
      encoding: 'utf8',
      input: JSON.stringify({ ...configuration, overrides: biomeOverrides() }, null, 2),
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) throw new Error(`biome could not format its configuration: ${stderr}`);
  return { 'biome.json': stdout };
}
