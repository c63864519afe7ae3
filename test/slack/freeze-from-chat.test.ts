import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wei, wordsOf } from './support/start-app.ts';

const approvals = 'C0APPROVE';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

const say = (who: string, line: string) => app.slack.driver.command(who, platform, line);

/** One story, told in order: each step stands on the one before. */
describe('a fleet is frozen from chat', () => {
  it('by those who may approve on all that is meant, and by nobody else', async () => {
    await say(ana, 'freeze aks-prod-* 6h because of the sale');
    await app.sees(ana, platform, 'you would have to be allowed to approve');
    await say(wei, 'freeze aks-prod-* 6h because of the sale');
    await app.sees(wei, platform, '3 clusters');
    await say(ana, 'freeze');
    const list = await app.sees(ana, platform, '1 freeze');
    expect(wordsOf(list)).toContain(': the sale');
  });

  it('which is told to nobody who may look at no cluster, or not from there', async () => {
    const vendors = 'C0VENDORS';
    for (const line of ['freeze', 'freeze end', 'freeze end tag:env=dev']) {
      await app.slack.driver.command(ana, vendors, line);
      await app.sees(ana, vendors, 'You may look at no cluster here');
    }
    await app.slack.driver.command(ana, vendors, 'freeze all 3d because of the sale');
    await app.sees(ana, vendors, 'of some you are not');
    const said = app.slack.driver.visibleTo(ana, vendors).map(wordsOf).join();
    expect(said).not.toContain('aks-');
  });

  it('and the card says so, with a way out for who may break it', async () => {
    await say(ana, 'ip add aks-prod-weu 203.0.113.70/32 for 4h because INC-1');
    const card = await app.sees(wei, approvals, 'Frozen until');
    expect(wordsOf(card)).toContain('deciding is possible');
    await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    await app.sees(wei, approvals, 'An approval does not hold for so long');

    await app.slack.driver.click(ana, card, { text: 'Break the freeze…' });
    await app.sees(ana, approvals, 'in spite of a freeze: no rule allows it to you');
    await app.slack.driver.click(wei, card, { text: 'Break the freeze…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
      what: 'the form',
    });
    const empty = await app.slack.driver.submit(wei, form.id, { reason: ' ' });
    expect(empty).toMatchObject({ ok: false });
    await app.slack.driver.submit(wei, form.id, { reason: 'customers are locked out' });
    const thawed = await app.sees(wei, approvals, 'in spite of the freeze:');
    expect(wordsOf(thawed)).toContain('customers are locked out');
    await app.slack.driver.click(wei, thawed, { action_id: 'change-approve' });
    await app.sees(ana, platform, 'Done and verified');
  });

  it('until somebody ends it', async () => {
    await say(ana, 'freeze end aks-prod-*');
    await app.sees(ana, platform, 'you would have to be allowed to approve');
    await say(wei, 'freeze end tag:env=dev');
    await app.sees(wei, platform, 'No freeze was put on as');
    await say(wei, 'freeze end');
    await app.sees(wei, platform, 'is over');
    await say(wei, 'freeze list');
    await app.sees(wei, platform, 'Nothing is frozen at the moment.');
  });
});

it.each([
  ['freeze stop', '“freeze end” ends a freeze'],
  ['freeze aks-prod-*', 'holds no time'],
  ['freeze aks-prod-* 3d', 'Say why'],
  ['freeze aks-prod-* 90d because x', 'more than 60 days'],
  ['freeze aks-prod-* until 2020-01-01 because x', 'is over already'],
  ['freeze aks-prod-* until tomorrow because x', '“tomorrow” is no time'],
  ['freeze colour:red 3d because x', 'is no filter'],
  ['freeze no-such-* 3d because x', 'No cluster fits'],
])('“%s” is answered with what is wrong', async (line, why) => {
  await say(wei, line);
  await app.sees(wei, platform, why);
});
