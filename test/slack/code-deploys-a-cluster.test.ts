import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

const cluster = 'aks-prod-neu';

async function says(line: string, what: string | RegExp): Promise<string> {
  await app.slack.driver.command(ana, platform, line);
  return wordsOf(await app.sees(ana, platform, what));
}

describe('a cluster that code deploys', () => {
  test('its report says so, and offers no button for a lasting fix', async () => {
    await app.slack.driver.command(ana, platform, `posture ${cluster}`);
    const report = await app.sees(ana, platform, /aks-prod-neu.*\*Grade/s);
    expect(wordsOf(report)).toContain('Deployed by terraform: lasting fixes belong into its code');
    expect(wordsOf(report)).not.toContain('"Fix…"');
  });

  test('a range for good is refused with the lines for its code', async () => {
    const words = await says(
      `ip add ${cluster} 203.0.113.77/32 because of a new office`,
      'This cluster is deployed by terraform',
    );
    expect(words).toContain('(its tag managed-by says so)');
    expect(words).toMatch(/authorizedIPRanges: \[(?:\\n +'[\d./]+')*\\n +'203\.0\.113\.77\/32'\\n/);
    expect(words).toContain(`/aks ip add ${cluster} 203.0.113.77/32 for 4h`);
    const { rows } = await app.database.pool.query('select from drawbridge.change');
    expect(rows).toEqual([]);
  });

  test('taking a range away is refused too, and the lines leave it out', async () => {
    await app.slack.driver.command(ana, platform, `ip list ${cluster}`);
    const list = wordsOf(await app.sees(ana, platform, /\d+\.\d+\.\d+\.\d+\/\d+/));
    const [present = ''] = /\d+\.\d+\.\d+\.\d+\/\d+/.exec(list) ?? [];
    await app.slack.driver.command(
      ana,
      platform,
      `ip remove ${cluster} ${present} because the office moved`,
    );
    const refusal = await app.slack.driver.waitFor(
      () =>
        app.slack.driver
          .visibleTo(ana, platform)
          .filter((message) => wordsOf(message).includes('This cluster is deployed by'))[1],
      { what: 'the second refusal' },
    );
    expect(wordsOf(refusal)).toContain('In its code:');
    expect(wordsOf(refusal)).not.toContain(`'${present}'`);
  });

  test('a range for a while is asked for as anywhere else', async () => {
    await app.slack.driver.command(
      ana,
      platform,
      `ip add ${cluster} 203.0.113.77/32 for 4h because debugging`,
    );
    await app.slack.driver.waitFor(
      async () =>
        (await app.database.pool.query('select from drawbridge.change')).rowCount === 1 ||
        undefined,
      { what: 'the change' },
    );
  });
});

test('the report can be had as a file to read and to print', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-dev-weu --framework cis');
  const report = await app.sees(ana, platform, /aks-dev-weu.*only rules of CIS AKS 1\.8/s);
  const ids = new Set(wordsOf(report).match(/AKS-[A-Z]+-\d{3}/g));
  expect(ids).toContain('AKS-API-001');
  expect(ids).not.toContain('AKS-API-005');
  await app.slack.driver.click(ana, report, { text: 'Report as file' });
  const file = await app.slack.driver.waitFor(
    () => app.slack.driver.messages(platform).find(({ files }) => files?.length),
    { what: 'the report as a file' },
  );
  expect(file.threadTs).toBe(report.ts);
  expect(file.files?.[0]?.name).toBe('posture-aks-dev-weu-cis.html');
  const note = await app.sees(ana, platform, 'open the file in a browser');
  expect(note.threadTs).toBe(report.ts);
});

test('a fix by hand gives the reason, the command and the lines for a template', async () => {
  const words = await says('fix aks-dev-weu AKS-API-005', 'disableRunCommand: true');
  expect(words).toContain('Run command starts a pod inside the cluster');
  expect(words).toContain('--disable-run-command');
  expect(words).toContain("name: 'aks-dev-weu'");
});
