import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/define.ts';
import { exitCodeOf, oneLine } from '../../src/cli/errors.ts';
import { command } from '../../src/cli/rebuild.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import { bicepProblems } from '../posture/rebuild/support/bicep.ts';

const now = new Date('2026-11-23T12:00:00Z');
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'drawbridge-rebuild-'));
  const clusters = createFleet({ now }).clusters.map(({ managedCluster }) => managedCluster);
  const one = clusters.find(({ name }) => name === 'aks-dev-eus');
  await writeFile(join(cwd, 'one.json'), JSON.stringify(one));
  await writeFile(join(cwd, 'all.json'), JSON.stringify(clusters));
  await writeFile(
    join(cwd, 'no-pools.json'),
    JSON.stringify({ ...one, properties: { kubernetesVersion: '1.36' } }),
  );
});

async function run(options: Record<string, unknown>, ...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    env: {},
    cwd,
    isTTY: false,
    signal: new AbortController().signal,
    now: () => now,
  };
  const code = await command
    .run(io, { args, options: { format: 'bicep', ...options } })
    .catch((error: unknown) => {
      err.push(oneLine(error));
      return exitCodeOf(error);
    });
  return { code, out: out.join(''), err: err.join('') };
}

test('the file goes to standard output, what it changes beside it', async () => {
  const { code, out, err } = await run({ from: ['one.json'] });
  expect(code).toBe(0);
  expect(bicepProblems(out)).toEqual([]);
  expect(out).toContain("param name string = 'aks-dev-eus-v2'");
  expect(err).toContain('AKS-IAM-001  properties.enableRBAC: false → true');
  expect(err).toContain('Fill in:\n  clusterIdentityId:');
  expect(err).toContain('Not carried over, or yours to decide:');
});

test('--output writes it to a file, and nothing to standard output', async () => {
  const { code, out, err } = await run({ from: ['one.json'], output: 'new.bicep' });
  expect([code, out]).toEqual([0, '']);
  expect(err).toContain('wrote new.bicep');
  expect(await readFile(join(cwd, 'new.bicep'), 'utf8')).toContain('resource cluster ');
});

test('JSON holds the file and the lists', async () => {
  const { out, err } = await run({ from: ['one.json'], format: 'json' });
  const made = JSON.parse(out);
  expect(made).toMatchObject({ generatedAt: now.toISOString(), newName: 'aks-dev-eus-v2' });
  for (const list of ['changes', 'kept', 'left', 'parameters', 'fixed'])
    expect(made[list].length, list).toBeGreaterThan(0);
  expect(made.bicep).toContain('targetScope');
  expect(err).toBe('');
});

test.each([
  ['no cluster is said', {}, [], 'say which cluster'],
  ['a file holds many', { from: ['all.json'] }, [], 'say one of aks-prod-weu'],
  ['a name is misspelt', { from: ['all.json'] }, ['aks-dev-est'], 'did you mean'],
  ['there is no such file', { from: ['none.json'] }, [], 'no such file'],
  ['there are no pools', { from: ['no-pools.json'] }, [], 'names no node pools'],
  [
    'the output cannot be written',
    { from: ['one.json'], output: 'no/dir' },
    [],
    'cannot be written',
  ],
])('when %s, that is wrong usage', async (_, options, args, says) => {
  const { code, err } = await run(options, ...args);
  expect(code).toBe(2);
  expect(err).toContain(says);
});

test('one of many in a file is chosen by its name', async () => {
  const { out } = await run({ from: ['all.json'] }, 'aks-staging-weu');
  expect(out).toContain("param name string = 'aks-staging-weu-v2'");
});
