/** What is wrong with a range is said where it was typed: once, quoting it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'] });
});
afterAll(() => app?.close());

test.each([
  ['10.0.0.0/8', 'RFC 1918'],
  ['0.0.0.0/0', 'whole Internet'],
  ['203.0.113.9/24', '203.0.113.0/24'],
  ['8.0.0.0/8', 'too wide'],
  ['fe80::1', 'IPv6'],
  ['AzureCloud', 'Service tags'],
])('%s is refused at once: %s', async (range, why) => {
  const line = `ip add aks-prod-weu ${range} for 4h because of INC-1`;
  await app.slack.driver.command(ana, platform, line);
  const { text } = await app.sees(ana, platform, `"${range}"`.replaceAll('"', '\\"'));
  expect(text).toContain(why);
  expect(text.split(`"${range}"`)).toHaveLength(2);
});

test.each(['400d', 'soon', '1m'])('“for %s” is quoted, with what would work', async (duration) => {
  const line = `ip add aks-prod-weu 203.0.113.70 for ${duration} because of INC-1`;
  await app.slack.driver.command(ana, platform, line);
  const { text } = await app.sees(ana, platform, `\\"${duration}\\"`);
  expect(text).toMatch(/at most 7 days|30m, 4h or 2d|at least 5 minutes/);
});

test('a word that would call the whole channel is shown as it was typed, and calls nobody', async () => {
  await app.slack.driver.command(
    ana,
    platform,
    'ip add aks-prod-weu <!channel> for 4h because of INC-1',
  );
  const { text } = await app.sees(ana, platform, 'is not an IPv4 range');
  expect(text).toContain('"&lt;!channel&gt;" is not an IPv4 range');
  expect(text).not.toContain('<!channel>');
});

test('hundreds of wrong ranges are answered, as far as a message goes', async () => {
  const wrong = Array.from({ length: 600 }, (_, n) => `10.9.${n % 250}.${n}/8`).join(',');
  await app.slack.driver.command(ana, platform, `ip add aks-prod-weu ${wrong} because of INC-1`);
  const { text } = await app.sees(ana, platform, '10.9.0.0/8');
  expect(text.length).toBeLessThanOrEqual(3000);
});

test('nothing of that became a request', async () => {
  const { rowCount } = await app.database.pool.query('select from drawbridge.change');
  expect(rowCount).toBe(0);
});
