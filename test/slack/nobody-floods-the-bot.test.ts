import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPace } from '../../src/slack/pace.ts';
import {
  ana,
  platform,
  startTestApp,
  stranger,
  type TestApp,
  vendors,
} from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'] });
});
afterAll(() => app?.close());

const toHer = (person: string, channel: string, words: RegExp) =>
  app.slack.driver
    .visibleTo(person, channel)
    .filter(({ ephemeralTo, text }) => ephemeralTo === person && words.test(text)).length;

test('a limit is a burst and then a pace; who is over it is told once, and others are not held up', () => {
  let now = 0;
  const pace = createPace({ burst: 3, everyMs: 1000 }, () => new Date(now));
  const asked = (times: number, who = 'a') => Array.from({ length: times }, () => pace(who));
  expect(asked(6)).toEqual(['go', 'go', 'go', 'slow-down', 'silent', 'silent']);
  expect(asked(1, 'b')).toEqual(['go']);
  now += 1000;
  expect(asked(3)).toEqual(['go', 'slow-down', 'silent']);
  now += 60_000;
  expect(asked(4)).toEqual(['go', 'go', 'go', 'slow-down']);
});

test('somebody of another workspace is answered once, however often they ask', async () => {
  for (let count = 0; count < 8; count++)
    await app.slack.driver.say(stranger, vendors, '@drawbridge help');
  await app.sees(stranger, vendors, 'you are from another one');
  await app.slack.driver.command(ana, platform, 'can-i read aks-prod-weu');
  await app.sees(ana, platform, 'Yes, you may');
  expect(toHer(stranger, vendors, /from another one/)).toBe(1);
});

test('somebody who asks without end is told to slow down, and others are answered', async () => {
  const sam = 'U0LINDEN';
  await Promise.all(
    Array.from({ length: 90 }, () => app.slack.driver.command(sam, platform, 'nonsense')),
  );
  await app.sees(sam, platform, 'more than I can keep up with');
  expect(toHer(sam, platform, /keep up with/)).toBe(1);
  expect(toHer(sam, platform, /know no command/)).toBeLessThan(80);
  await app.slack.driver.command(ana, platform, 'can-i propose aks-prod-weu');
  await app.sees(ana, platform, 'propose changes to');
});
