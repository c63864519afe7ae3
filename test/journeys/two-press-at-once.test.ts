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
  await app.sees(wei, approvals, 'Done and verified');
  // One was first; the other is told that it was decided already. Nobody is left without an answer.
  const answers = await app.slack.driver.waitFor(
    () => {
      const told = [wei, ngozi].map((person) =>
        app.slack.driver
          .visibleTo(person, approvals)
          .filter(({ ephemeralTo }) => ephemeralTo === person)
          .map(({ text }) => text),
      );
      return told.every((texts) => texts.length > 0) && told.flat();
    },
    { what: 'an answer for each of them' },
  );
  expect(answers.filter((text) => text.includes('You have approved this'))).toHaveLength(1);
  const puts = app.azure.journal.find({ method: 'PUT' });
  expect(puts).toHaveLength(1);
});
