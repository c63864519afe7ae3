/**
 * Writes everything that is derived from a declaration: the explicit indexes, the floors in
 * biome.json, the reference in docs/, and what deploy/ sets up from. `--check` compares instead.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { indexes } from './generate/indexes.ts';
import { lintFloors } from './generate/lint-floors.ts';
import { revisions } from './generate/revisions.ts';

const root = join(import.meta.dirname, '..');
const checkOnly = process.argv.includes('--check');

/** Writes what is not as it should be, unless only asked; returns its paths. */
async function bring(wanted: Record<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, text] of Object.entries(wanted)) {
    const full = join(root, path);
    if ((await readFile(full, 'utf8').catch(() => undefined)) === text) continue;
    stale.push(path);
    if (checkOnly) continue;
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, text);
  }
  return stale;
}

const registered = await bring({
  ...(await indexes(root)),
  ...(await revisions(root)),
  ...(await lintFloors(root)),
});
if (registered.length > 0 && !checkOnly) {
  console.log(`Written: ${registered.join(', ')}`);
  // The reference is made by loading what the indexes list, and the old ones may be loaded already.
  const again = spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(again.status ?? 1);
}

const { docs } = await import('./generate/docs/index.ts');
const { deploy } = await import('./generate/deploy.ts');
const stale = [...registered, ...(await bring({ ...(await docs()), ...(await deploy()) }))];

if (stale.length === 0) console.log('Generated files are up to date.');
else if (checkOnly) {
  console.error(`Not up to date, run \`npm run generate\`: ${stale.join(', ')}`);
  process.exitCode = 1;
} else console.log(`Written: ${stale.join(', ')}`);
