/** A timed opening as people in Slack live it: notice, more time, its end, and trouble at its end. */
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
const mine = '203.0.113.70/32';
const listPath = 'properties.apiServerAccessProfile.authorizedIPRanges';
const minute = 60_000;
const hour = 60 * minute;

let app: TestApp;
let ahead = 0;
afterEach(async () => {
  ahead = 0;
  await app?.close();
});

const listOf = (): string[] =>
  app.azure.state.clusters.find(({ name }) => name === cluster)?.managedCluster.properties
    .apiServerAccessProfile.authorizedIPRanges;

/** Several approvals may follow each other in a test: each card is pressed once. */
async function approved(headline: RegExp): Promise<void> {
  const card = await app.sees(wei, approvals, headline);
  await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
}

async function started(): Promise<void> {
  app = await startTestApp({
    overrides: {
      clock: () => new Date(Date.now() + ahead),
      jobTiming: { sweepEvery: 250 },
      changeTiming: { poll: 50, busy: 300, retry: 200, stuckRetry: 20 * minute },
    },
  });
}

async function ask(words: string): Promise<void> {
  await app.slack.driver.command(ana, platform, `/aks ip add ${cluster} ${words}`);
}

async function opened(duration = '4h'): Promise<void> {
  await started();
  await ask(`${mine} for ${duration} because debugging the ingress`);
  await approved(/Approval needed/);
  await app.sees(ana, platform, /is taken away again/);
}

const notices = (channel: string) =>
  app.slack.driver.messages(channel).filter((message) => /is taken away soon/.test(message.text));

/** What only this person was told so far, in this channel. */
const toldTo = (person: string, channel: string) =>
  app.slack.driver
    .visibleTo(person, channel)
    .filter(({ ephemeralTo }) => ephemeralTo === person)
    .map(wordsOf);

async function told(person: string, channel: string, words: RegExp, times = 1): Promise<void> {
  await app.slack.driver.waitFor(
    () => toldTo(person, channel).filter((said) => words.test(said)).length >= times,
    { what: `${person} to be told ${words}, ${times} times` },
  );
}

describe('the card of a timed opening', () => {
  it('names who asked, why, the ticket and the end, and says that a login is still needed', async () => {
    await started();
    await ask(`${mine} for 4h ticket INC-1234 because debugging the ingress`);
    const words = wordsOf(await app.sees(wei, approvals, 'Approval needed'));
    expect(words).toContain(`<@${ana}>`);
    expect(words).toContain('debugging the ingress');
    expect(words).toContain('INC-1234');
    expect(words).toContain('for 4 hours');
    expect(words).toContain('does not give a login');
    expect(words).toContain(`+ ${mine}`);
  });

  it('has buttons of its own for each of several ranges', async () => {
    await started();
    await ask(`${mine},203.0.113.71/32 for 4h because two of us`);
    await approved(/Approval needed/);
    const note = await app.sees(ana, platform, /70\/32` is taken away again/);
    await app.slack.driver.click(ana, note, { text: 'Close 203.0.113.71/32 now' });
    await app.sees(ana, platform, 'Closed: 203.0.113.71/32');
    expect(listOf()).toContain(mine);
    expect(listOf()).not.toContain('203.0.113.71/32');
  });
});

describe('a timed opening', () => {
  it('is announced 15 minutes before, made longer by the approvers, and closed by a press', async () => {
    await opened();
    ahead = 4 * hour - 16 * minute;
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(notices(platform)).toEqual([]);

    ahead = 4 * hour - 14 * minute;
    const notice = await app.sees(ana, platform, /is taken away soon/);
    expect(wordsOf(notice)).toContain('debugging the ingress');

    await app.slack.driver.click(sam, notice, { text: 'Close now' });
    await told(sam, platform, /aks-oncall/);
    await app.slack.driver.click(sam, notice, { text: 'Extend…' });
    await told(sam, platform, /aks-oncall/, 2);
    expect(app.slack.driver.modal(sam)).toBeUndefined();
    expect(listOf()).toContain(mine);

    await app.slack.driver.click(ana, notice, { text: 'Extend…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form for more time',
    });
    await app.slack.driver.submit(ana, form.id, { duration: '1 hour', reason: 'not found yet' });
    const card = await app.sees(wei, approvals, /Approval needed.*not found yet/s);
    await app.slack.driver.click(ana, card, { action_id: 'change-approve' });
    await told(ana, approvals, /asked for this yourself/);
    await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    await app.sees(wei, approvals, /Done and verified.*not found yet/s);

    ahead = 4 * hour + 5 * minute;
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(listOf()).toContain(mine);
    expect(app.azure.journal.find({ method: 'PUT' })).toHaveLength(1);

    ahead = 5 * hour - 10 * minute;
    await app.slack.driver.waitFor(() => notices(platform).length === 2, {
      what: 'notice of the later end',
    });
    const second = await app.sees(ana, platform, /is taken away soon/);
    const others = [...listOf().filter((range) => range !== mine), '198.51.100.99/32'];
    app.azure.meddle(cluster, { change: 'set', path: listPath, value: [...others, mine] });
    await app.slack.driver.click(ana, second, { text: 'Close now' });
    await told(ana, platform, /is being taken out now/);
    await app.sees(ana, platform, /^Closed: 203\.0\.113\.70\/32/);
    expect(listOf()).toEqual(others);

    // The first notice is edited too: nobody is left with a button that promises what is over.
    const buttons = () =>
      app.slack.driver
        .messages(platform)
        .filter((message) => message.ts === notice.ts && wordsOf(message).includes('Close now'));
    await app.slack.driver.waitFor(() => buttons().length === 0, { what: 'the old notice edited' });
  });

  it('keeps a range that another opening still needs, and says until when', async () => {
    await opened('1h');
    await ask(`${mine} for 3h because a second incident`);
    await approved(/Approval needed.*a second incident/s);
    await app.sees(wei, approvals, /Done and verified.*a second incident/s);
    ahead = hour + minute;
    const kept = await app.sees(ana, platform, /\*Kept:\*.*another opening needs it until/s);
    expect(kept.text).toBe(`Kept: ${mine} on ${cluster}`);
    expect(listOf()).toContain(mine);
    ahead = 3 * hour + 2 * minute;
    await app.sees(ana, platform, /^Closed: /);
    expect(listOf()).not.toContain(mine);
  });

  it('that cannot be closed is loud to both sides, and can be closed by hand once it works again', async () => {
    await opened('1h');
    app.azure.faults.add({
      match: { method: 'PUT', path: `/managedClusters/${cluster}` },
      kind: 'status',
      status: 403,
      code: 'AuthorizationFailed',
      times: 50,
    });
    ahead = hour + minute;
    const loud = await app.sees(ana, platform, 'Still open, and it should not be');
    await app.sees(wei, approvals, 'Still open, and it should not be');
    expect(wordsOf(loud)).toMatch(/AuthorizationFailed|not allowed|may not/i);
    expect(wordsOf(loud)).not.toContain('Extend…');
    expect(listOf()).toContain(mine);

    app.azure.faults.clear();
    await app.slack.driver.click(ana, loud, { text: 'Close now' });
    await app.sees(ana, platform, /^Closed: /);
    await app.sees(wei, approvals, /^Closed: /);
    expect(listOf()).not.toContain(mine);
  });
});
