/** Two replicas of the bot: Slack gives each delivery to either of them, and both send what is due. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../jobs/support.ts';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-prod-weu';

let app: TestApp;
let other: ServeProcess;
beforeAll(async () => {
  app = await startTestApp();
  other = await serveProcess(app, ['bot']);
  await app.slack.driver.waitFor(() => app.slack.driver.sockets.connections() === 2, {
    what: 'the second bot',
  });
});
afterAll(async () => {
  await other?.kill();
  await app?.close();
});

/** The stand-in takes turns between the connections, so this reaches both. */
async function cardOf(range: string): Promise<ReturnType<TestApp['sees']>> {
  await app.slack.driver.command(ana, platform, `/aks ip add ${cluster} ${range} because of INC-1`);
  return app.sees(wei, approvals, `+ ${range}`);
}

const cards = () =>
  app.slack.driver.messages(approvals).filter((message) => wordsOf(message).includes('Asked by'));
const puts = () => app.azure.journal.find({ method: 'PUT' });

describe('two bots', () => {
  it('post one card, take one approval, and write once', async () => {
    const card = await cardOf('203.0.113.70/32');
    // Each press goes to another bot; the button was made by either.
    const press = () => app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    await Promise.all([press(), press()]);
    await app.sees(wei, approvals, 'Done and verified');
    await app.sees(ana, platform, /^Done and verified/m);
    expect(cards()).toHaveLength(1);
    expect(puts()).toHaveLength(1);
  });

  it('keep the same message, whoever edits it', async () => {
    await app.slack.driver.command(ana, platform, `/aks posture ${cluster}`);
    const first = await app.sees(ana, platform, `Looking at`);
    const report = await app.sees(ana, platform, '*Grade');
    expect(report.ts).toBe(first.ts);
    await app.slack.driver.click(ana, report, { text: 'Details' });
    await app.sees(ana, platform, 'What is unknown never raises the score');
    await app.slack.driver.click(ana, report, { text: 'Re-run' });
    await app.sees(ana, platform, /(fixed|new|No change) since/);
  });

  it('open and read a form between them', async () => {
    await app.slack.driver.command(ana, platform, `/aks ip add ${cluster}`);
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    await app.slack.driver.submit(ana, form.id, {
      ranges: '203.0.113.71/32',
      duration: '4 hours',
      reason: 'the second bot reads what the first one asked',
    });
    await app.sees(wei, approvals, '+ 203.0.113.71/32');
    expect(cards()).toHaveLength(2);
  });

  it('go on as one when the other is killed', async () => {
    // Killed between a post and its record, a bot leaves a card that nobody edits; another follows after a minute.
    await eventually(
      async () =>
        (await app.database.pool.query(`select from drawbridge.outgoing where state = 'due'`))
          .rowCount,
      (due) => due === 0,
    );
    await other.kill();
    const card = await app.sees(wei, approvals, '+ 203.0.113.71/32');
    await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    await app.sees(wei, approvals, /Done and verified.*203\.0\.113\.71/s);
    expect(puts()).toHaveLength(2);
  });
});
