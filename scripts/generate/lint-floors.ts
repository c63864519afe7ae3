import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { biomeOverrides } from '../floors.ts';

/** biome.json with the overrides that keep the floors; the rest of the file is left as people wrote it. */
export async function lintFloors(root: string): Promise<Record<string, string>> {
  const configuration = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'));
  return {
    'biome.json': `${JSON.stringify({ ...configuration, overrides: biomeOverrides() }, null, 2)}\n`,
  };
}
