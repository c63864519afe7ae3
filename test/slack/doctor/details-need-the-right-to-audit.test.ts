import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, sam, startTestApp, type TestApp, wordsOf } from '../support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot'] });
});
afterAll(() => app.close());

test('whoever may read the trail is told each part, and what to do', async () => {
  await app.slack.driver.command(ana, platform, 'doctor');
  const answer = wordsOf(await app.sees(ana, platform, /No cluster is known/));
  expect(answer).toContain('1 problem');
  expect(answer).toContain('PostgreSQL 18');
  expect(answer).toContain('drawbridge doctor --role worker');
});

test('others are told how many problems there are, and no more', async () => {
  await app.slack.driver.command(sam, platform, 'doctor');
  const answer = wordsOf(await app.sees(sam, platform, '1 problem'));
  expect(answer).not.toContain('PostgreSQL');
});
