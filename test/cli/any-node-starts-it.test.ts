import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { drawbridge } from './support/run.ts';

const isOld = (version: string) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major < 22 || (major === 22 && minor < 19);
};

/** Tells the program that it runs on an older Node than it does. */
const pretended = `data:text/javascript,${encodeURIComponent(
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } });`,
)}`;

test('on an older Node the one from the dependencies runs the program', async () => {
  const { code, stdout, stderr } = await drawbridge(['checks', '--format', 'json'], {
    nodeArgs: ['--import', pretended],
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout).length).toBeGreaterThan(0);
});

test('its exit code is the program’s', async () => {
  const { code, stderr } = await drawbridge(['manifest', '--mode', 'http'], {
    nodeArgs: ['--import', pretended],
  });
  expect(code).toBe(2);
  expect(stderr).toContain('--url');
});

const older = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .filter((file) => existsSync(file))
  .find((file) => isOld(execFileSync(file, ['--version'], { encoding: 'utf8' })));

test.runIf(older)('the older Node of this machine starts it', async () => {
  const { code, stdout } = await drawbridge(['--help'], { node: older });
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: drawbridge');
});
