import { afterAll, beforeAll, expect, it } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wei } from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const ngozi = 'U0OKAFOR';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

it('two approvers who press at the same instant apply a change once', async () => {
  await app.slack.driver.command(
    ana,
    platform,
    '/aks ip add aks-prod-weu 203.0.113.70/32 because of INC-1234',
  );
  const card = await app.sees(wei, approvals, 'Approval needed');
  const press = (person: string) =>
    app.slack.driver.click(person, card, { action_id: 'change-approve' });
  await Promise.all([press(wei), press(ngozi), press(wei)]);
  await app.sees(wei, approvals, 'Done and verified', 30_000);
  await app.sees(wei, approvals, 'You have approved this');
  // The slower one is told that it was decided already; nobody is left without an answer.
  const told = app.slack.driver
    .visibleTo(ngozi, approvals)
    .filter(({ ephemeralTo }) => ephemeralTo === ngozi);
  expect(told.length).toBeGreaterThan(0);
  const puts = app.azure.journal.find({ method: 'PUT' });
  expect(puts).toHaveLength(1);
});
