import { afterAll, beforeAll, expect, test } from 'vitest';
import { createButtons } from '../../src/store/buttons.ts';
import {
  ana,
  platform,
  sam,
  startTestApp,
  stranger,
  type TestApp,
  vendors,
  wordsOf,
} from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

async function runs(): Promise<number> {
  const { rows } = await app.database.pool.query(
    'select count(*)::int as n from drawbridge.posture_run',
  );
  return rows[0].n;
}

/** A message of the bot with one button, as if it had been sent earlier. */
async function buttonMessage(payload: object, { oneShot = false, expired = false } = {}) {
  const [id] = await createButtons(
    app.database.pool,
    [
      {
        action: 'run-command',
        payload,
        oneShot,
        expiresAt: new Date(Date.now() + (expired ? -1_000 : 60_000)),
      },
    ],
    new Date(),
  );
  return post(String(id));
}

async function post(value: string) {
  const { ts } = await client().chat.postMessage({
    channel: platform,
    text: `a button ${value}`,
    blocks: [
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'run-command',
            value,
            text: { type: 'plain_text', text: 'Press' },
          },
        ],
      },
    ],
  });
  const found = app.slack.driver.messages(platform).find((message) => message.ts === ts);
  if (!found) throw new Error('the message was not posted');
  return found;
}

function client() {
  if (!app.serving.slack) throw new Error('no bot');
  return app.serving.slack.deps.client;
}

test('a person of another workspace is turned away, with an answer', async () => {
  await app.slack.driver.say(stranger, vendors, '@drawbridge posture aks-prod-weu');
  await app.sees(stranger, vendors, 'you are from another one');
  expect(await runs()).toBe(0);
});

test('a rule that denies a channel is named', async () => {
  await app.slack.driver.command(ana, vendors, 'posture aks-prod-weu');
  const said = await app.sees(
    ana,
    vendors,
    'nothing about clusters in channels shared with vendors',
  );
  expect(wordsOf(said)).toContain(`anybody in <#${platform}>`);
  expect(await runs()).toBe(0);
});

test('help shows only what the person may run', async () => {
  await app.slack.driver.command(sam, vendors, 'help');
  const help = await app.sees(sam, vendors, 'What you can do here');
  expect(wordsOf(help)).not.toContain('/aks posture');
  expect(wordsOf(help)).toContain('can-i');
});

test('when Slack does not say who is in which group, nobody has rights', async () => {
  const other = await startTestApp();
  try {
    other.slack.driver.faults.add({
      method: 'usergroups.list',
      kind: 'refused',
      error: 'internal_error',
      times: 50,
    });
    await other.slack.driver.command(ana, platform, 'posture aks-prod-weu');
    await other.sees(ana, platform, 'I cannot check your rights');
    const { rowCount } = await other.database.pool.query('select from drawbridge.posture_run');
    expect(rowCount).toBe(0);
  } finally {
    await other.close();
  }
});

test('a button that nobody made is answered', async () => {
  await app.slack.driver.click(ana, await post('AAAAAAAAAAAAAAAAAAAAAA'), { text: 'Press' });
  await app.sees(ana, platform, 'I do not know this button');
});

test('a button that expired is answered', async () => {
  const message = await buttonMessage({ line: 'help' }, { expired: true });
  await app.slack.driver.click(ana, message, { text: 'Press' });
  await app.sees(ana, platform, 'This button stopped working');
});

test('a one-shot button works once, and says who pressed it', async () => {
  const message = await buttonMessage({ line: 'posture aks-prod-weu' }, { oneShot: true });
  const before = await runs();
  await Promise.all([
    app.slack.driver.click(ana, message, { text: 'Press' }),
    app.slack.driver.click('U0CHEN00', message, { text: 'Press' }),
  ]);
  await app.slack.driver.waitFor(
    () =>
      [ana, 'U0CHEN00'].some((person) =>
        app.slack.driver
          .visibleTo(person, platform)
          .some((seen) => seen.ephemeralTo === person && /was done already/.test(seen.text)),
      ),
    { what: 'the second to press is told' },
  );
  expect((await runs()) - before).toBe(1);
});

test('a payload that is not what the action wants ends in an answer with a trace id', async () => {
  const message = await buttonMessage({ wrong: true });
  await app.slack.driver.click(ana, message, { text: 'Press' });
  const answer = await app.sees(ana, platform, /trace `\w{8}`/);
  const trace = /trace `(\w{8})`/.exec(answer.text)?.[1] ?? 'none';
  expect(app.log.some((line) => line.includes(trace) && line.includes('ZodError'))).toBe(true);
});
