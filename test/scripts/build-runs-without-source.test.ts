import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;

/** What an image holds: dist, bin, package.json, and the packages. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-build-'));
  await mkdir(join(folder, 'bin'));
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await promisify(execFile)(process.execPath, [
    join(root, 'scripts/build.ts'),
    join(folder, 'dist'),
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, [join(folder, 'bin/drawbridge.js'), ...args], {
    cwd: folder,
  });
}

test('what is compiled holds no TypeScript and no sandbox, but what is read at run time', async () => {
  const files = (await readdir(join(folder, 'dist'), { recursive: true })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  expect(files.filter((file) => /\.tsx?$/.test(file) || file.includes('sandbox'))).toEqual([]);
  const assets = (await readdir(join(root, 'src'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.tsx?$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 'src/'.length))
    .filter((file) => !file.startsWith('sandbox'));
  expect(assets).toContain('store/migrations/0001-init.sql');
  for (const asset of assets) expect(files).toContain(asset);
});

test('it runs, and offers no sandbox', async () => {
  const { stdout } = await run('--help');
  expect(stdout).toContain('posture');
  expect(stdout).not.toContain('sandbox');
  expect((await run('help')).stdout).toContain('posture');
  await expect(run('sandbox')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('unknown command'),
  });
});

test('it knows the checks, the commands of Slack and the remediations', async () => {
  const checks = JSON.parse((await run('checks', '--format', 'json')).stdout);
  expect(checks.length).toBeGreaterThan(20);
  expect(JSON.parse((await run('manifest')).stdout).features.slash_commands).toHaveLength(1);
  expect((await run('remediations')).stdout).toContain('authorized-ip-ranges');
});
