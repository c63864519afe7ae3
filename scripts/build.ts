/**
 * Compiles src/ to dist/ for packages and images: JavaScript and the files that are read at run
 * time, without the sandbox (it needs development dependencies and must not ship).
 * `node scripts/build.ts [folder]`
 */
import { spawnSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src');
const sandbox = join(source, 'sandbox');
const out = resolve(process.argv[2] ?? join(root, 'dist'));

await rm(out, { recursive: true, force: true });
const compiled = spawnSync(
  join(root, 'node_modules/.bin/tsc'),
  ['--project', join(root, 'tsconfig.build.json'), '--outDir', out],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

await cp(source, out, {
  recursive: true,
  filter: (path) => !/\.tsx?$/.test(path) && path !== sandbox,
});
await rm(join(out, 'sandbox'), { recursive: true, force: true });
await rm(join(out, 'cli', 'sandbox.js'), { force: true });
