import { afterAll, beforeAll, expect, it } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wei } from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
let app: TestApp;
let ahead = 0;

beforeAll(async () => {
  app = await startTestApp({
    overrides: {
      clock: () => new Date(Date.now() + ahead),
      jobTiming: { sweepEvery: 300 },
    },
  });
});
afterAll(() => app?.close());

it('a request that nobody decides in time expires: the card says so, and pressing does nothing', async () => {
  await app.slack.driver.command(
    ana,
    platform,
    '/aks ip add aks-prod-weu 203.0.113.70/32 because of INC-1234',
  );
  const card = await app.sees(wei, approvals, 'Approval needed');
  ahead = 5 * 3_600_000;
  await app.sees(wei, approvals, /^Expired/m);
  await app.sees(ana, platform, /Expired/);
  // Whoever still has the old card in front of them gets an answer, not silence.
  const answered = () =>
    app.slack.driver.visibleTo(wei, approvals).filter(({ ephemeralTo }) => ephemeralTo === wei);
  expect(answered()).toEqual([]);
  await app.slack.driver
    .click(wei, { ...card }, { action_id: 'change-approve' })
    .catch((error: unknown) => expect(String(error)).toContain('change-approve'));
  expect(app.azure.journal.find({ method: 'PUT' })).toEqual([]);
});
