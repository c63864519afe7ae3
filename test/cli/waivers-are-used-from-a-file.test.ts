import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawbridge } from './support/run.ts';

const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
const cluster = {
  id: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-dev',
  name: 'aks-dev',
  location: 'westeurope',
  type: 'Microsoft.ContainerService/ManagedClusters',
  tags: { env: 'dev' },
  properties: {
    provisioningState: 'Succeeded',
    enableRBAC: true,
    apiServerAccessProfile: { authorizedIPRanges: [] },
    agentPoolProfiles: [{ name: 'user1', mode: 'System', osType: 'Linux' }],
  },
};
const waivers = (until: string) =>
  `waivers:\n  - check: AKS-API-001\n    clusters: { tags: { env: dev } }\n    reason: the office moves\n    owner: team-shop\n    approvedBy: wei.chen\n    until: ${until}\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-waivers-'));
  await writeFile(join(folder, 'cluster.json'), JSON.stringify(cluster));
  await writeFile(join(folder, 'waivers.yaml'), waivers(soon));
  await writeFile(join(folder, 'over.yaml'), waivers('2026-01-31'));
  await writeFile(join(folder, 'far.yaml'), waivers('2099-01-31'));
  await writeFile(join(folder, 'config.yaml'), 'waivers: { maxDays: 7 }\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const posture = (...more: string[]) =>
  drawbridge(['posture', '--from', 'cluster.json', ...more], { cwd: folder });

describe('a reviewed file of waivers', () => {
  it('waives a finding offline, in every format', async () => {
    const json = await posture('--waivers', 'waivers.yaml', '--format', 'json');
    const [read] = JSON.parse(json.stdout).clusters;
    const result = read.results.find(({ check }: { check: string }) => check === 'AKS-API-001');
    expect(result).toMatchObject({
      outcome: 'waived',
      waivers: [{ reason: 'the office moves', owner: 'team-shop', origin: 'waivers.yaml:2' }],
    });
    expect(result.evidence.length).toBeGreaterThan(0);
    expect(read.totals.waived).toBe(1);

    const [table, markdown, sarif, junit, html] = await Promise.all(
      ['table', 'markdown', 'sarif', 'junit', 'html'].map((format) =>
        posture('--waivers', 'waivers.yaml', '--format', format),
      ),
    );
    for (const { code, stdout = '' } of [table, markdown, sarif, junit, html].flatMap(
      (each) => each ?? [],
    )) {
      expect(code).toBe(0);
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
        /waived until .* the office moves \\?\(team-shop, approved by wei\.chen; waivers\.yaml:2\\?\)/,
      );
    }
    const [suppressed] = JSON.parse(sarif?.stdout ?? '').runs[0].results.filter(
      ({ suppressions }: { suppressions?: object[] }) => suppressions,
    );
    expect(suppressed).toMatchObject({
      ruleId: 'AKS-API-001',
      suppressions: [{ kind: 'external', status: 'accepted' }],
    });
    expect(markdown?.stdout).toContain('### Waived, not fixed');
    expect(html?.stdout).toContain('Waived, not fixed');
  });

  it('that is over waives nothing, and is listed', async () => {
    const { stdout } = await posture('--waivers', 'over.yaml', '--format', 'json');
    const [read] = JSON.parse(stdout).clusters;
    expect(read.totals.waived).toBe(0);
    expect(read.lapsedWaivers).toMatchObject([{ check: 'AKS-API-001' }]);
    const table = await posture('--waivers', 'over.yaml');
    expect(table.stdout).toContain('Waivers that have lapsed');
  });

  it('is found by the setting as well', async () => {
    const env = { WAIVERS_FILE: 'waivers.yaml' };
    const options = { cwd: folder, env };
    const args = ['posture', '--from', 'cluster.json', '--format', 'json'];
    const { stdout } = await drawbridge(args, options);
    expect(JSON.parse(stdout).clusters[0].totals.waived).toBe(1);
  });

  it('with a problem stops the command, and says where', async () => {
    const far = await posture('--waivers', 'far.yaml');
    expect(far.code).toBe(2);
    expect(far.stderr).toMatch(/far\.yaml:7:12: waivers\[1\]\.until is too far ahead/);
    const missing = await posture('--waivers', 'nowhere.yaml');
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read') });
  });
});

describe('drawbridge waivers check', () => {
  const check = (file: string, env = {}) =>
    drawbridge(['waivers', 'check', file], { cwd: folder, env });

  it('lists what the file waives, and what has lapsed', async () => {
    const good = await check('waivers.yaml');
    expect(good.code).toBe(0);
    expect(good.stdout).toContain('clusters with the tag env=dev');
    expect(good.stdout).toContain('1 hold, 0 have lapsed.');
    expect((await check('over.yaml')).stdout).toContain(
      '0 hold, 1 has lapsed and can be taken out.',
    );
  });

  it('names every problem with its line, by the maximum of the configuration', async () => {
    expect(await check('far.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('far.yaml:7:12'),
    });
    const strict = await check('waivers.yaml', { CONFIG_FILE: 'config.yaml' });
    expect(strict).toMatchObject({ code: 2, stderr: expect.stringContaining('7 days at most') });
  });

  it('knows nothing else', async () => {
    const wrong = await drawbridge(['waivers', 'chekc', 'waivers.yaml'], { cwd: folder });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('“chekc”') });
  });
});
