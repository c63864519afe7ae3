/**
 * Writes everything that is derived from a declaration: the explicit indexes, the floors in
 * biome.json, the reference in docs/, and the Slack manifest. `--check` compares instead.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { docs } from './generate/docs.ts';
import { indexes } from './generate/indexes.ts';
import { lintFloors } from './generate/lint-floors.ts';

const root = join(import.meta.dirname, '..');
const checkOnly = process.argv.includes('--check');
const stale: string[] = [];

// In order: the docs are made by loading what the indexes list.
for (const generator of [indexes, lintFloors, docs]) {
  for (const [path, wanted] of Object.entries(await generator(root))) {
    const full = join(root, path);
    const present = await readFile(full, 'utf8').catch(() => undefined);
    if (present === wanted) continue;
    stale.push(path);
    if (checkOnly) continue;
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, wanted);
  }
}

if (stale.length === 0) console.log('Generated files are up to date.');
else if (checkOnly) {
  console.error(`Not up to date, run \`npm run generate\`: ${stale.join(', ')}`);
  process.exitCode = 1;
} else console.log(`Written: ${stale.join(', ')}`);
