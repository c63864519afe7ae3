import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/define.ts';
import { exitCodeOf, oneLine } from '../../src/cli/errors.ts';
import { command } from '../../src/cli/upgrade.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';
import { bicepProblems } from '../posture/rebuild/support/bicep.ts';

const now = new Date('2026-11-24T00:00:00Z');
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'drawbridge-upgrade-'));
  const clusters = createFleet({ now }).clusters.map(({ managedCluster }) => managedCluster);
  await writeFile(join(cwd, 'all.json'), JSON.stringify(clusters));
});

async function run(
  options: Record<string, unknown>,
  args: string[] = [],
  env: Record<string, string> = {},
) {
  const [out, err]: [string[], string[]] = [[], []];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    ...{ env, cwd, isTTY: false, now: () => now, signal: new AbortController().signal },
  };
  const code = await command
    .run(io, { args, options: { format: 'table', ...options } })
    .catch((error: unknown) => {
      err.push(oneLine(error));
      return exitCodeOf(error);
    });
  return { code, out: out.join(''), err: err.join('') };
}

test('a fleet from Azure, the most urgent first, with where each can go', async () => {
  const { azure } = await pretendAzure();
  const env = { DRAWBRIDGE_SANDBOX: 'on', SANDBOX_AZURE_URL: azure.url };
  const { code, out } = await run({}, ['all'], env);
  expect(code).toBe(0);
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^Cluster +Runs +Support +Left +Go to +In the way$/);
  expect(lines[1]).toMatch(/^aks-dev-eus +1\.31\.11 +Out of support +over for 388 days/);
  const one = await run({ format: 'json' }, ['aks-prod-weu'], env);
  const [report] = JSON.parse(one.out).clusters;
  expect(report).toMatchObject({ version: '1.35.8', newestPatch: '1.35.9' });
  expect(report.targets[0]).toMatchObject({ version: '1.35.9', steps: { length: 3 } });
  const topics = report.findings.map(({ topic }: { topic: string }) => topic);
  expect(topics).not.toContain('Fleet Manager');
  expect(report.findings).toContainEqual(
    expect.objectContaining({ topic: 'Quota', verdict: 'clear' }),
  );
});

test('from a file nothing is made up: what a file does not hold is not known', async () => {
  const { code, out } = await run({ from: ['all.json'], format: 'json' }, ['aks-prod-weu']);
  expect(code).toBe(0);
  const [report] = JSON.parse(out).clusters;
  expect(report.targets).toEqual([]);
  expect(report.noTarget).toContain('is not known');
  expect(report).not.toHaveProperty('newestPatch');
  const markdown = await run({ from: ['all.json'], format: 'markdown' });
  expect(markdown.out).toContain('| aks-prod-weu | 1.35.8 | Supported | 128 days |');
});

test('a replacement goes to a file, with what has to move beside it', async () => {
  const from = ['all.json'];
  const { code, out, err } = await run({ from, replace: true, output: 'new.bicep' }, [
    'aks-dev-eus',
  ]);
  expect([code, out]).toEqual([0, '']);
  expect(err).toContain('wrote new.bicep and new.bicep.md');
  expect(bicepProblems(await readFile(join(cwd, 'new.bicep'), 'utf8'))).toEqual([]);
  expect(await readFile(join(cwd, 'new.bicep.md'), 'utf8')).toContain('- [ ] Not read');
});

test.each<[string, Record<string, unknown>, string[], string]>([
  ['no cluster', {}, [], 'say which clusters'],
  ['several to replace', { from: ['all.json'], replace: true }, [], '--replace is for one cluster'],
  [
    'a file without --replace',
    { from: ['all.json'], output: 'x' },
    [],
    '--output is for --replace',
  ],
])('%s is refused in one line', async (_, options, args, words) => {
  const { code, err } = await run(options, args);
  expect(code).toBe(2);
  expect(err).toContain(words);
});
