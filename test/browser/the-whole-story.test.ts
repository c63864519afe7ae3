import { mkdirSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from '../../src/sandbox/page/build.ts';
import { commandHints } from '../../src/slack/command-hints.ts';
import { slackCommands } from '../../src/slack/manifest.ts';
import { startTestApp, type TestApp } from '../slack/support/start-app.ts';
import { launchBrowser } from './support/browser.ts';

const cluster = 'aks-staging-weu';
const mine = '203.0.113.70/32';
const pictures = 'test-results/story';
/** Reading a cluster and writing it take a few round trips; a busy machine takes its time over them. */
const patience = 20_000;

let app: TestApp;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  const commands = slackCommands('/aks').map((each) => ({ ...each, words: commandHints() }));
  const staticPage = await buildPage();
  [app, browser] = await Promise.all([
    startTestApp({ slack: { staticPage, commands } }),
    launchBrowser(),
  ]);
  page = await browser.newPage({
    viewport: { width: 1400, height: 900 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(patience);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${app.slack.url}/?as=U0RIVERA&channel=C0PLATFRM&theme=light`);
});

afterEach(async ({ task }) => {
  const name = task.name.replaceAll(/[^a-z]+/gi, '-').toLowerCase();
  await page.screenshot({ path: `${pictures}/${name}.png` });
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const message = (says: string | RegExp): Locator =>
  page.getByTestId('message').filter({ hasText: says }).last();

async function become(name: string): Promise<void> {
  await page.getByRole('button', { name: /Switch person$/ }).click();
  await page.getByRole('menuitemradio', { name }).click();
  await page.getByRole('button', { name: `You are ${name}` }).waitFor();
}

async function go(place: RegExp): Promise<void> {
  await page.getByRole('button', { name: place }).click();
}

/** One story, told in order as somebody lives it who has only the page: each step stands on the one before. */
describe('a stranger closes an open API server from the page', () => {
  it('types a command, is helped while typing, and reads the report', async () => {
    const field = page.getByRole('combobox', { name: 'Message' });
    await field.pressSequentially('/aks po');
    const hint = page.getByRole('option', { name: /\/aks posture <cluster>/ });
    await hint.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(cluster);
    await page.keyboard.press('Enter');
    const report = message('Grade');
    await report.getByRole('heading', { name: new RegExp(`${cluster}: \\d+.*high`) }).waitFor();
    expect(await report.textContent()).toContain('First look at this cluster');
    expect(await report.textContent()).toContain('apiServerAccessProfile.authorizedIPRanges');
  });

  it('presses Fix…, and is told below the field what is wrong with a range', async () => {
    await message('Grade')
      .getByRole('button', { name: 'Fix: API server limited to authorized IP ranges' })
      .click();
    const form = page.getByRole('dialog', { name: 'Authorized IP ranges' });
    const ranges = form.getByRole('textbox', { name: 'Ranges' });
    await ranges.fill('203.0.113.70/24');
    await form.getByRole('textbox', { name: 'Why' }).fill('Deploying from the office');
    await form.getByRole('button', { name: 'Ask for approval' }).click();
    await form.getByText('Did you mean 203.0.113.0/24', { exact: false }).waitFor();
    expect(await ranges.getAttribute('aria-invalid')).toBe('true');
    expect(await form.getByRole('textbox', { name: 'Why' }).inputValue()).toBe(
      'Deploying from the office',
    );
  });

  it('corrects it, asks, and sees that it waits for somebody else', async () => {
    const form = page.getByRole('dialog', { name: 'Authorized IP ranges' });
    await form.getByRole('textbox', { name: 'Ranges' }).fill(mine);
    await form.getByRole('button', { name: 'Ask for approval' }).click();
    await form.waitFor({ state: 'detached' });
    const note = message('Waiting for approval');
    await note.waitFor();
    expect(await note.textContent()).toContain('1 approval from @aks-approvers');
    expect(await note.getByRole('button', { name: /Approve/ }).count()).toBe(0);
  });

  it('may not press Approve as somebody without rights, and reads why', async () => {
    await become('Sam Linden');
    await go(/aks-approvals/);
    await message('Approval needed')
      .getByRole('button', { name: `Approve this change to ${cluster}` })
      .click();
    const refusal = message('Only visible to you');
    await refusal.waitFor();
    expect(await refusal.textContent()).toMatch(/may not|cannot/);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('finds what waits on the home tab of an approver', async () => {
    await become('Wei Chen');
    expect(await page.getByText('Only visible to you').count()).toBe(0);
    await go(/Drawbridge home/);
    await page.getByRole('heading', { name: 'Waiting for a decision' }).waitFor();
    const waiting = page.getByRole('main').getByText(`Close the API server of ${cluster}`).first();
    expect(await waiting.textContent()).toContain(mine);
  });

  it('reads the danger card, confirms it, approves, and sees it done step by step', async () => {
    await go(/aks-approvals/);
    const card = message(`Close the API server of ${cluster}`);
    expect(await card.textContent()).toContain('everybody who is not on it is shut out');
    expect(await card.textContent()).toContain(`+ ${mine}`);
    await card.getByRole('button', { name: `Approve this change to ${cluster}` }).click();
    const form = page.getByRole('dialog', { name: 'Approve this change' });
    await form.getByRole('checkbox', { name: 'Yes, and it may go ahead' }).check();
    await form.getByRole('button', { name: 'Approve', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await message('You have approved this').waitFor();
    await card.getByText(/^\d of 4 done$/).waitFor();
    await card.getByRole('heading', { name: /^Done and verified: Close/ }).waitFor();
    await card.getByText('4 of 4 done').waitFor();
    expect(await card.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  });

  it('finds the finding turned in the very report that was read', async () => {
    await become('Ana Rivera');
    await go(/platform-aks/);
    await message('Done and verified').waitFor();
    const report = message('Grade');
    await report
      .getByText(/Fixed: API server limited to authorized IP ranges/)
      .first()
      .waitFor();
    expect(await report.textContent()).toMatch(/\d+ fixed since/);
    expect(await report.textContent()).not.toContain('is open to the whole Internet');
    expect(
      await report
        .getByRole('button', { name: 'Fix: API server limited to authorized IP ranges' })
        .count(),
    ).toBe(0);
    expect(await page.getByTestId('message').filter({ hasText: 'Grade' }).count()).toBe(1);
    expect(
      app.azure.state.clusters.find(({ name }) => name === cluster)?.managedCluster.properties
        .apiServerAccessProfile?.authorizedIPRanges,
    ).toContain(mine);
  });
});
