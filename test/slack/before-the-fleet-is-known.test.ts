/** A bot that has no clusters yet says so, and blames nobody's rights. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot'] });
});
afterAll(() => app?.close());

test('the list of clusters says that none is known yet', async () => {
  await app.slack.driver.command(ana, platform, 'clusters');
  const { text } = await app.sees(ana, platform, 'I know no clusters yet');
  expect(text).toContain('doctor');
});
