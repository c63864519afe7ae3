import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('a mention in a thread is answered in that thread', async () => {
  const { driver } = app.slack;
  await driver.say(ana, platform, 'who looks at weu today?');
  const question = await driver.waitFor(
    () => driver.messages(platform).find(({ text }) => text.includes('who looks')),
    { what: 'the question' },
  );
  await driver.say(ana, platform, '@drawbridge posture aks-prod-weu', { threadTs: question.ts });
  const report = await app.sees(ana, platform, '*Grade');
  expect(report.threadTs).toBe(question.ts);
});

test('a mention that leaves something out gets a button that opens the form', async () => {
  const { driver } = app.slack;
  await driver.say(ana, platform, '@drawbridge posture');
  const answer = await app.sees(ana, platform, 'posture* needs more');
  await driver.click(ana, answer, { text: 'Fill in…' });
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'the form' });
  await driver.submit(ana, form.id, { cluster: 'aks-staging-weu' });
  await app.sees(ana, platform, /aks-staging-weu.*\*Grade/s);
});

test('a direct message needs neither slash nor mention', async () => {
  const { driver, workspace } = app.slack;
  const direct = workspace.directMessage(ana);
  await driver.say(ana, direct.id, 'can-i propose aks-prod-weu');
  const answer = await app.sees(ana, direct.id, 'Yes, you may propose changes to');
  expect(wordsOf(answer)).toContain('on-call engineers propose changes');
});

test('two people read the same report, and each is judged when pressing', async () => {
  const { driver } = app.slack;
  const report = await app.sees(ana, platform, /aks-staging-weu.*\*Grade/s);
  await driver.click('U0CHEN00', report, { text: 'Details' });
  await app.sees('U0CHEN00', platform, 'What is unknown never raises the score');
});

test('the list of clusters shows the grade of the last look', async () => {
  const { driver } = app.slack;
  await driver.command(ana, platform, 'clusters tag:env=prod');
  const list = await app.sees(ana, platform, 'Clusters, the worst first');
  expect(wordsOf(list)).toMatch(/"[A-F] \(\d+\)"/);
  expect(wordsOf(list)).not.toContain('aks-dev-weu');
  await driver.command(ana, platform, 'clusters tag:');
  await app.sees(ana, platform, 'names no tag');
});

test('the doctor finds all well', async () => {
  await app.slack.driver.command(ana, platform, 'doctor');
  const answer = await app.sees(ana, platform, 'All is well');
  expect(wordsOf(answer)).toContain('signed in to Contoso Platform');
});

test('App Home shows the clusters that the person may look at', async () => {
  const { driver } = app.slack;
  await driver.openHome(ana);
  const home = await driver.waitFor(() => driver.home(ana), { what: 'App Home' });
  expect(JSON.stringify(home.blocks)).toContain('aks-prod-weu');
  await driver.openHome('U0LINDEN');
  const his = await driver.waitFor(() => driver.home('U0LINDEN'), { what: 'App Home of Sam' });
  expect(JSON.stringify(his.blocks)).not.toContain('aks-prod-weu');
});
