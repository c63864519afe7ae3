/**
 * Compiles src/ to dist/ for packages and images: JavaScript and the files that are read at run
 * time, without the sandbox (it needs development dependencies and must not ship).
 */
import { spawnSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
const compiled = spawnSync(
  join(root, 'node_modules/.bin/tsc'),
  ['--project', join(root, 'tsconfig.build.json')],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

await cp(join(root, 'src'), dist, {
  recursive: true,
  filter: (path) => !/\.tsx?$/.test(path) && !path.startsWith(join(root, 'src', 'sandbox')),
});
await rm(join(dist, 'sandbox'), { recursive: true, force: true });
await rm(join(dist, 'cli', 'sandbox.js'), { force: true });
