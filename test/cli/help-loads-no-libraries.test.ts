import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/index.generated.ts';
import { drawbridge } from './support/run.ts';

const source = new URL('../../src/', import.meta.url).href;
const listing = join(tmpdir(), `drawbridge-loaded-${process.pid}`);
afterAll(() => rm(listing, { force: true }));

/** Writes down the address of every module that is loaded. */
const recorder = `data:text/javascript,${encodeURIComponent(`
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(process.env.LOADED, url + '\\n'); return next(url, context); } });
`)}`;

async function loadedBy(args: string[]): Promise<string[]> {
  await rm(listing, { force: true });
  const { code } = await drawbridge(args, {
    nodeArgs: ['--import', recorder],
    env: { LOADED: listing },
  });
  expect(code).toBe(0);
  return (await readFile(listing, 'utf8')).split('\n');
}

test('the help of the program loads nothing but its own list and the parser of options', async () => {
  const loaded = await loadedBy(['--help']);
  const packages = loaded.flatMap(
    (url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [],
  );
  expect([...new Set(packages)]).toEqual(['commander']);
  const ours = loaded
    .filter((url) => url.startsWith(source))
    .map((url) => url.slice(source.length));
  expect(ours.sort()).toEqual([
    'cli/define.ts',
    'cli/errors.ts',
    'cli/index.generated.ts',
    'cli/program.ts',
    'main.ts',
  ]);
});

test('the recorder does see what a command loads', async () => {
  const loaded = await loadedBy(['manifest']);
  expect(loaded.some((url) => url.endsWith('/src/slack/manifest.ts'))).toBe(true);
});

test('the help lists every command with what it does', async () => {
  const { stdout } = await drawbridge(['--help']);
  for (const { name, summary } of commands) {
    expect(stdout).toContain(`  ${name}`);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(summary);
  }
});

describe.each(commands.map(({ name }) => name))('%s', (name) => {
  test('has help with examples', async () => {
    const { code, stdout, stderr } = await drawbridge([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: drawbridge ${name} `);
    expect(stdout).toMatch(/Examples:\n {2}\S/);
  });

  test('refuses an option that it does not know, on one line', async () => {
    const { code, stdout, stderr } = await drawbridge([name, '--no-such-thing']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^drawbridge: .*--no-such-thing/);
  });
});

test('a misspelt command is answered with what was meant', async () => {
  const { code, stderr } = await drawbridge(['postur']);
  expect(code).toBe(2);
  expect(stderr).toContain('postur');
  expect(stderr).toContain('Did you mean posture?');
});
