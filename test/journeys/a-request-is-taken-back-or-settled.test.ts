import { afterEach, describe, expect, it } from 'vitest';
import {
  ana,
  platform,
  sam,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-prod-weu';
const ask = `/aks ip add ${cluster} 203.0.113.70/32 because of INC-1`;

let app: TestApp;
afterEach(() => app?.close());

const puts = () =>
  app.azure.journal.find({ method: 'PUT' }).filter(({ path }) => path.endsWith(`/${cluster}`));
const told = (person: string, channel: string, words: RegExp) =>
  app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(person, channel)
        .findLast((message) => message.ephemeralTo === person && words.test(wordsOf(message))),
    { what: `${person} to be told ${words}` },
  );

describe('a request that waits', () => {
  it('is shown again from the list, and taken back by who asked, not by others', async () => {
    app = await startTestApp();
    await app.slack.driver.command(ana, platform, ask);
    const card = await app.sees(wei, approvals, 'Approval needed');

    await app.slack.driver.command(wei, platform, '/aks approvals');
    const list = await told(wei, platform, /Needs 1 approval/);
    await app.slack.driver.click(wei, list, { action_id: 'change-show' });
    await app.sees(wei, platform, 'Approval needed');

    await app.slack.driver.click(sam, card, { action_id: 'change-withdraw' });
    await told(sam, approvals, /Only the person who asked/);
    await app.slack.driver.click(ana, card, { action_id: 'change-withdraw' });
    await told(ana, approvals, /Withdrawn/);
    // Both copies of the card turn.
    await app.sees(wei, approvals, /^Withdrawn/m);
    await app.sees(wei, platform, /^Withdrawn/m);
    expect(puts()).toEqual([]);
  });
});

describe('an outcome that nobody can tell', () => {
  it('is said to be unknown, and settled by an approver who looked', async () => {
    app = await startTestApp({
      overrides: { changeTiming: { poll: 1_500, retry: 200, lost: 300, lease: 3_000 } },
    });
    await app.slack.driver.command(ana, platform, ask);
    const waiting = await app.sees(wei, approvals, 'Approval needed');
    // The answer to the write is lost, and before anybody can look somebody else changes the cluster.
    app.azure.faults.add({
      match: { method: 'PUT', path: `/managedClusters/${cluster}` },
      kind: 'dropped',
      times: 1,
    });
    await app.slack.driver.click(wei, waiting, { action_id: 'change-approve' });
    await app.slack.driver.waitFor(() => puts().length > 0, {
      what: 'the PUT',
    });
    app.azure.meddle(cluster, { change: 'set', path: 'tags.note', value: 'somebody was here' });

    const card = await app.sees(wei, approvals, /^Outcome unknown/m);
    await app.slack.driver.click(ana, card, { text: 'It was not applied' });
    await told(ana, approvals, /cannot approve/);
    await app.slack.driver.click(wei, card, { text: 'It was not applied' });
    await app.sees(wei, approvals, /^Failed/m);
    expect(puts()).toHaveLength(1);
  });
});
