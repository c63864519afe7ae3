import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from '../slack/support/start-app.ts';

const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
let folder: string;
let app: TestApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-waivers-'));
  const file = join(folder, 'waivers.yaml');
  await writeFile(
    file,
    `waivers:
  - check: AKS-API-001
    clusters: { tags: { env: staging } }
    reason: the office moves
    owner: team-shop
    approvedBy: wei.chen
    until: ${until}
`,
  );
  app = await startTestApp({
    env: { WAIVERS_FILE: file },
    overrides: { jobTiming: { sweepEvery: 300 } },
  });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('waivers that were reviewed as code', () => {
  it('are in reports with their place', async () => {
    await app.slack.driver.command(ana, platform, '/aks posture aks-staging-weu');
    const report = await app.sees(ana, platform, 'Waived, not fixed');
    expect(wordsOf(report)).toContain('team-shop, approved by wei.chen');
    expect(wordsOf(report)).toMatch(/waivers\.yaml:2/);
  });

  it('are reported before they lapse, where changes are approved', async () => {
    const reminder = await app.sees('U0CHEN00', 'C0APPROVE', /lapses within 7 days/);
    expect(wordsOf(reminder)).toContain('have more time reviewed in');
    expect(JSON.stringify(reminder.blocks)).not.toContain('Revoke');
  });

  it('are listed beside those that were asked for', async () => {
    await app.slack.driver.command(ana, platform, '/aks waivers aks-staging-weu');
    const list = await app.slack.driver.waitFor(
      () =>
        app.slack.driver
          .visibleTo(ana, platform)
          .findLast((message) => /Lapse within 14 days \(1\)/.test(wordsOf(message))),
      { what: 'the list' },
    );
    expect(wordsOf(list)).toContain('clusters with the tag env=staging');
    await app.slack.driver.command(ana, platform, '/aks waivers aks-prod-weu');
    await app.slack.driver.waitFor(
      () =>
        app.slack.driver
          .visibleTo(ana, platform)
          .some((message) => wordsOf(message).includes('Nothing is waived')),
      { what: 'the empty list' },
    );
  });
});

it('a file that cannot be used stops the start, with its line', async () => {
  const file = join(folder, 'wrong.yaml');
  await writeFile(file, 'waivers:\n  - check: AKS-API-01\n');
  await expect(startTestApp({ env: { WAIVERS_FILE: file } })).rejects.toThrow(
    /wrong\.yaml:2:\d+: waivers\[1\]\.check "AKS-API-01" is not the id of a check; did you mean AKS-API-001/,
  );
});
