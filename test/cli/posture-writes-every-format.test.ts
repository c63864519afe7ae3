import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { beforeAll, expect, test } from 'vitest';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { checksOf } from '../../src/posture/frameworks.ts';
import { formatNames } from '../../src/posture/report/formats.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import { drawbridge } from './support/run.ts';

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'drawbridge-formats-'));
  const { clusters } = createFleet({ now: new Date('2026-11-23T12:00:00Z') });
  const one = clusters.find(({ managedCluster }) => managedCluster.name === 'aks-dev-weu');
  await writeFile(join(cwd, 'one.json'), JSON.stringify(one?.managedCluster));
});

/** What each format is known by, and how many results of checks stand in it. */
const readers: Record<(typeof formatNames)[number], (text: string) => number> = {
  table: (text) => new Set(text.match(/AKS-[A-Z]+-\d{3} {2}/g)).size,
  markdown: (text) => text.match(/^\| (pass|FAIL|unknown|n\/a) \|/gm)?.length ?? 0,
  json: (text) => JSON.parse(text).clusters[0].results.length,
  html: (text) =>
    text.match(/<tr><td><span class="(pass|FAIL|unknown|not-applicable)">/g)?.length ?? 0,
  sarif(text) {
    const [run] = JSON.parse(text).runs;
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('one.json');
    return run.tool.driver.rules.length;
  },
  junit(text) {
    let cases = 0;
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name }) => {
      if (name === 'testcase') cases += 1;
    });
    parser.write(text).close();
    return cases;
  },
};

test.each(formatNames)('%s holds every check, and ends as the findings say', async (format) => {
  const asked = checks.filter(({ profile }) => !profile).length;
  const run = await drawbridge(
    ['posture', '--from', 'one.json', '--format', format, '--fail-on', 'high'],
    { cwd },
  );
  expect(run.code, run.stderr).toBe(1);
  expect(readers[format](run.stdout)).toBe(asked);
});

test.each(formatNames)('%s of one framework holds its checks alone', async (format) => {
  const run = await drawbridge(
    ['posture', '--from', 'one.json', '--format', format, '--framework', 'cis'],
    { cwd },
  );
  expect(run.code, run.stderr).toBe(0);
  expect(readers[format](run.stdout)).toBe(checksOf(checks, 'cis').length);
});

test('a format and a framework that do not exist are named, with those that do', async () => {
  const format = await drawbridge(['posture', '--from', 'one.json', '--format', 'pdf'], { cwd });
  expect(format).toMatchObject({ code: 2, stderr: expect.stringContaining('pdf') });
  expect(format.stderr).toContain('sarif');
  const framework = await drawbridge(['checks', '--framework', 'pci'], { cwd });
  expect(framework).toMatchObject({ code: 2, stderr: expect.stringContaining('mcsb') });
});

test('the checks of a framework can be listed for a program', async () => {
  const run = await drawbridge(['checks', '--framework', 'mcsb', '--format', 'json'], { cwd });
  const ids = JSON.parse(run.stdout).map(({ id }: { id: string }) => id);
  expect(ids.toSorted()).toEqual(
    checksOf(checks, 'mcsb')
      .map(({ id }) => id)
      .toSorted(),
  );
});
