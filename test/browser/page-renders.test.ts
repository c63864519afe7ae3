import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import type { DemoWorkspace } from './support/demo-workspace.ts';
import { startDemoWorkspace } from './support/demo-workspace.ts';
import { hasColours } from './support/has-colours.ts';

const pictures = 'test-results/page';
let browser: Browser;
let demo: DemoWorkspace;
let page: Page;
/** What the page complained about in the console; nothing, if all is well. */
let complaints: string[];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  [browser, demo] = await Promise.all([launchBrowser(), startDemoWorkspace()]);
});

afterEach(async () => {
  await page?.close();
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

interface Look {
  as?: string;
  channel?: string;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

async function open({
  as = 'U0RIVERA',
  channel = 'C0PLATFRM',
  theme = 'light',
  width = 1440,
  height = 960,
}: Look = {}) {
  complaints = [];
  page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(demo.slack.url) && !request.url().startsWith('data:'))
      complaints.push(`asked the network for ${request.url()}`);
  });
  await page.goto(`${demo.slack.url}/?as=${as}&channel=${channel}&theme=${theme}`);
  await page.getByRole('main').waitFor();
  return page;
}

async function picture(name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

test('a report is there with its table, its chart and its buttons, and emoji have their colours', async () => {
  await open();
  const report = page.getByTestId('message').filter({ hasText: '2 critical' });
  await expect
    .poll(() => report.getByRole('heading', { name: /aks-prod-weu: 2 critical/ }).isVisible())
    .toBe(true);
  expect(
    await report.getByRole('img', { name: /Line chart: Score of the last seven runs/ }).isVisible(),
  ).toBe(true);
  expect(await report.getByRole('button', { name: 'Fix…' }).count()).toBe(3);
  await picture('report-light');

  const siren = report.getByRole('img', { name: 'rotating light' });
  await page.evaluate(() => document.fonts.ready);
  expect(await hasColours(siren)).toBe(true);
});

test('a data table turns its pages, sorts by a header and filters', async () => {
  await open({ theme: 'dark' });
  const table = page.getByRole('table', { name: 'All results of aks-prod-weu' });
  const firsts = () => table.getByRole('rowheader').allInnerTexts();
  await table.waitFor();
  expect(await firsts()).toEqual([
    'AKS-API-001',
    'AKS-IAM-002',
    'AKS-API-004',
    'AKS-LOG-001',
    'AKS-UPG-001',
  ]);
  await page.getByRole('button', { name: 'Next' }).click();
  expect((await firsts())[0]).toBe('AKS-IAM-001');
  expect(await page.getByText('6–10 of 10').isVisible()).toBe(true);

  await table.getByRole('button', { name: 'Outcome' }).click();
  await table.getByRole('button', { name: 'Outcome' }).click();
  expect(await table.getByRole('columnheader', { name: 'Outcome' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  expect((await firsts())[0]).toBe('AKS-LOG-004');

  await page.getByRole('searchbox', { name: /Filter/ }).fill('high pass');
  expect(await firsts()).toEqual(['AKS-IAM-001']);
  await picture('report-dark');
});

test('every block is drawn, and one that nobody knows is shown as such', async () => {
  await open({ channel: 'C0SECOPS0', height: 2200 });
  await page.getByText('This page cannot show the block').waitFor();
  const main = page.getByRole('main');
  expect(await main.getByText('<script> stays text & @here is marked').isVisible()).toBe(true);
  expect(
    await main.getByRole('region', { name: 'Looking at aks-prod-weu' }).textContent(),
  ).toContain('1 of 4 done');
  expect(await main.getByText('*not bold*').isVisible()).toBe(true);
  expect(
    await main.getByRole('cell', { name: 'system:serviceaccount:ci:deployer' }).isVisible(),
  ).toBe(true);
  expect(await main.getByRole('heading', { name: 'Markdown' }).isVisible()).toBe(true);
  expect(
    await main.getByRole('img', { name: /Bar chart: Refused calls per day/ }).isVisible(),
  ).toBe(true);
  await picture('blocks-light');
});

test('a menu in a message tells the app what was chosen', async () => {
  await open({ channel: 'C0SECOPS0' });
  await page.getByRole('combobox', { name: 'Choose a cluster' }).click();
  await page.keyboard.type('neu');
  await page.getByRole('option', { name: 'aks-prod-neu' }).waitFor();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => demo.heard.at(-1))
    .toMatchObject({
      action_id: 'cluster',
      selected_option: { value: 'aks-prod-neu' },
    });
});

test('a form opens, keeps what was typed when it is refused, and sends it when it is right', async () => {
  await open();
  const buttons = page.getByTestId('message').filter({ hasText: '38 checks' });
  await buttons.getByRole('button', { name: 'Fix…' }).last().click();
  const form = page.getByRole('dialog', { name: 'Open a range' });
  await form.waitFor();
  await form.getByRole('textbox', { name: 'Range' }).fill('0.0.0.0/0');
  await form.getByRole('button', { name: 'Ask for approval' }).click();
  await form.getByText('Please complete this required field.').first().waitFor();

  await form.getByRole('combobox', { name: 'Cluster' }).click();
  await page.keyboard.type('weu');
  await form.getByRole('option', { name: 'aks-prod-weu' }).click();
  await form.getByRole('textbox', { name: 'Reason' }).fill('Vendor on site');
  await form.getByRole('button', { name: 'Ask for approval' }).click();
  await form.getByText('0.0.0.0/0 opens the cluster to everybody', { exact: false }).waitFor();
  const range = form.getByRole('textbox', { name: 'Range' });
  expect(await range.inputValue()).toBe('0.0.0.0/0');
  expect(await range.getAttribute('aria-invalid')).toBe('true');
  await picture('form-light');

  await range.fill('203.0.113.7/32');
  await form.getByRole('button', { name: 'Ask for approval' }).click();
  await form.waitFor({ state: 'detached' });
  expect(demo.heard.at(-1)).toMatchObject({
    cluster: { value: { selected_option: { value: 'aks-prod-weu' } } },
    range: { value: { value: '203.0.113.7/32' } },
    duration: { value: { selected_option: { value: '4 hours' } } },
    reason: { value: { value: 'Vendor on site' } },
  });
});

test('Escape closes a form and gives the focus back', async () => {
  await open({ theme: 'dark' });
  const fix = page
    .getByTestId('message')
    .filter({ hasText: '38 checks' })
    .getByRole('button', { name: 'Fix…' })
    .last();
  await fix.focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Open a range' });
  await form.waitFor();
  await picture('form-dark');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await expect.poll(() => fix.evaluate((button) => button === document.activeElement)).toBe(true);
});

test('a button that asks first tells the app nothing until it has its yes', async () => {
  await open({ as: 'U0CHEN00', channel: 'C0APPROVE' });
  const before = demo.heard.length;
  await page.getByText('disableLocalAccounts: true').waitFor();
  await picture('approval-light');
  await page.getByRole('button', { name: 'Approve' }).click();
  const question = page.getByRole('dialog', { name: 'Approve change C-17?' });
  await question.getByRole('button', { name: 'Not yet' }).click();
  expect(demo.heard).toHaveLength(before);

  await page.getByRole('button', { name: 'Approve' }).click();
  await picture('approval-asked');
  await question.getByRole('button', { name: 'Approve' }).click();
  await expect
    .poll(() => demo.heard.at(-1))
    .toMatchObject({ action_id: 'approve', value: 'approve' });
});

test('a click that is not answered spins, then says so in the words of Slack', async () => {
  await open();
  const rerun = page.getByRole('button', { name: 'Re-run' });
  await rerun.click();
  await page.getByRole('status', { name: 'Waiting for the app' }).waitFor();
  expect(await rerun.isDisabled()).toBe(true);
  await page.getByRole('alert').filter({ hasText: 'operation_timeout' }).waitFor();
  expect(await rerun.isEnabled()).toBe(true);
  await picture('timeout-light');
});

test('commands are hinted at, completed, sent, answered to one person, and found again', async () => {
  await open({ as: 'U0LINDEN' });
  const field = page.getByRole('combobox', { name: 'Message' });
  await field.fill('/');
  await page.getByRole('option', { name: /Posture, changes and approvals/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('option', { name: /ip add/ }).waitFor();
  await picture('hints-light');
  await page.keyboard.type('ip add aks-prod-weu 203.0.113.7/32');
  await page.keyboard.press('Enter');
  const answer = page.getByTestId('message').filter({ hasText: 'Only visible to you' });
  await answer.waitFor();
  expect(await answer.textContent()).toContain('@aks-oncall propose changes');
  expect(await field.inputValue()).toBe('');
  await field.press('ArrowUp');
  expect(await field.inputValue()).toBe('/aks ip add aks-prod-weu 203.0.113.7/32');
  await field.fill('/nope');
  await field.press('Enter');
  await page.getByText('/nope is not a valid command.', { exact: false }).waitFor();
  await picture('refusal-light');

  await page.getByRole('button', { name: /^You are Sam Linden/ }).click();
  await page.getByRole('menuitemradio', { name: /Wei Chen/ }).click();
  await page.getByRole('button', { name: /^You are Wei Chen/ }).waitFor();
  expect(await page.getByText('propose changes').count()).toBe(0);
  expect(page.url()).toContain('as=U0CHEN00');
});

test('a thread opens beside the channel, and what another person says there arrives by itself', async () => {
  await open();
  await page.getByRole('button', { name: /2 replies/ }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText('The office has new addresses', { exact: false }).waitFor();
  const [root] = demo.slack.driver.messages('C0PLATFRM');
  await demo.slack.driver.say('U0OKAFOR', 'C0PLATFRM', 'I can approve :white_check_mark:', {
    threadTs: root?.ts ?? '',
  });
  await thread.getByText('I can approve').waitFor();
  expect(await thread.getByText('3 replies').isVisible()).toBe(true);
  await thread.getByRole('combobox', { name: 'Reply' }).fill('Thank you!');
  await page.keyboard.press('Enter');
  await thread.getByText('4 replies').waitFor();
  await picture('thread-light');
});

test('a connection that breaks is said to be broken, and mends itself', async () => {
  await open();
  await page.route('**/sandbox/state*', (route) => route.abort());
  await demo.slack.driver.say('U0OKAFOR', 'C0PLATFRM', 'Said while nobody could hear');
  await page.getByText('Not up to date, trying again').waitFor();
  await page.unroute('**/sandbox/state*');
  await page.getByText('Said while nobody could hear').waitFor();
  await page.getByText('Not up to date').waitFor({ state: 'detached' });
  complaints = complaints.filter((line) => !line.includes('ERR_FAILED'));
});

test('on a phone the channels are in a drawer', async () => {
  await open({ width: 390, height: 844 });
  await picture('phone-light');
  await page.getByRole('button', { name: 'Show the channels' }).click();
  const drawer = page.getByRole('dialog', { name: 'Channels' });
  await drawer.getByRole('button', { name: /aks-approvals/ }).waitFor();
  await picture('phone-drawer');
  await drawer.getByRole('button', { name: /aks-approvals/ }).click();
  await page.getByRole('heading', { name: /aks-approvals/ }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await picture('phone-approval');
});

test('the home tab is opened, and the app fills it', async () => {
  await open({ channel: 'home', theme: 'dark' });
  await page.getByRole('button', { name: 'Check the fleet' }).click();
  await expect.poll(() => demo.heard.at(-1)).toMatchObject({ action_id: 'posture_all' });
  await picture('home-dark');
});

test('a reader who scrolled up stays there, and is told of what is new', async () => {
  await open({ height: 600 });
  const list = page.getByRole('log', { name: 'Messages in platform-aks' });
  await list.getByText('38 checks', { exact: false }).waitFor();
  // While the page is still growing it goes back to its end once: a reader scrolls again.
  await list.hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -10_000);
      await page.waitForTimeout(150);
      return list.evaluate((element) => element.scrollTop);
    })
    .toBe(0);
  await demo.slack.driver.say('U0OKAFOR', 'C0PLATFRM', 'Something newer');
  const more = page.getByRole('button', { name: 'New messages' });
  await more.waitFor();
  expect(await list.evaluate((element) => element.scrollTop)).toBe(0);
  await more.click();
  await expect.poll(() => page.getByText('Something newer').isVisible()).toBe(true);
});
