/** An answer to one person: by the address that Slack gave, else in the channel, else directly. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'] });
});
afterEach(() => app.slack.driver.faults.clear());
afterAll(() => app?.close());

const calls = (name: string) =>
  app.slack.driver.journal
    .lines()
    .split('\n')
    .filter((entry) => entry.includes(name)).length;

async function answered(channel: string): Promise<void> {
  const before = app.slack.driver.visibleTo(ana, channel).length;
  await app.slack.driver.command(ana, platform, 'can-i propose aks-prod-weu');
  await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(ana, channel)
        .slice(before)
        .find(({ text }) => text.includes('Yes, you may propose')),
    { what: 'the answer' },
  );
}

/** As if somebody had removed the bot from the channel. */
async function withoutTheBot(work: () => Promise<void>): Promise<void> {
  const members = app.slack.workspace.channels.get(platform)?.members ?? [];
  const all = [...members];
  members.splice(0, members.length, ...all.filter((id) => id !== 'U0BRIDGE'));
  try {
    await work();
  } finally {
    members.splice(0, members.length, ...all);
  }
}

test('where the bot is no member, a command is answered by its response_url', () =>
  withoutTheBot(async () => {
    const before = calls('chat.postEphemeral');
    await answered(platform);
    expect(calls('chat.postEphemeral')).toBe(before);
  }));

test.each(['refused', 'server-error', 'dropped', 'rate-limited'] as const)(
  'a response_url that is %s is replaced by a message that one person sees',
  async (kind) => {
    app.slack.driver.faults.add({ method: 'response_url', kind, times: 5, seconds: 30 });
    await answered(platform);
  },
);

test('where neither works, the answer comes as a direct message', () =>
  withoutTheBot(async () => {
    app.slack.driver.faults.add({ method: 'response_url', kind: 'refused', times: 5 });
    await answered(app.slack.workspace.directMessage(ana).id);
  }));
