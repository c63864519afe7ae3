/** Makes the pictures of the README anew, from the sandbox as anybody starts it: `npm run screenshots`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../src/sandbox/start.ts';
import { commandHints } from '../src/slack/command-hints.ts';
import { slackCommands } from '../src/slack/manifest.ts';
import { scopes } from '../src/slack/scopes.ts';
import { launchBrowser } from '../test/browser/support/browser.ts';

const cluster = 'aks-staging-weu';
/** Where somebody is refused, and a newer patch is out. */
const watched = 'aks-prod-weu';
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'drawbridge-screenshots-'));

const sandbox = await startSandbox({
  port: 0,
  host: '127.0.0.1',
  dir,
  commands: slackCommands('/aks').map((each) => ({ ...each, words: commandHints() })),
  scopes: Object.keys(scopes),
  onLog: () => {},
  onCrash: (role, code) => {
    throw new Error(`the ${role} ended with code ${code}`);
  },
});
const browser = await launchBrowser();
try {
  const ana = await lookAs('U0RIVERA', 'C0PLATFRM');
  await say(ana, `/aks posture ${cluster}`);
  const report = message(ana, 'Grade');
  const fix = report.getByRole('button', { name: /^Fix: API server limited/ });
  await fix.waitFor();
  await ana.getByRole('combobox', { name: 'Message' }).blur();
  await toTheTop(report);
  await save(ana, 'report.png');

  await fix.click();
  const form = ana.getByRole('dialog', { name: 'Authorized IP ranges' });
  await form.getByRole('textbox', { name: 'Ranges' }).fill('203.0.113.70/32');
  await form
    .getByRole('textbox', { name: 'Why' })
    .fill('Only the office deploys to staging, see the review of November');
  await form.getByRole('textbox', { name: 'Ticket' }).fill('SEC-4711');
  await form.getByRole('button', { name: 'Ask for approval' }).click();
  await message(ana, 'Waiting for approval').waitFor();

  const wei = await lookAs('U0CHEN00', 'C0APPROVE');
  await message(wei, 'Approval needed').waitFor();
  await save(wei, 'approval.png');

  await say(ana, `/aks forbidden ${watched} since 24h`);
  const refused = message(ana, 'Refused calls over time');
  await refused.getByRole('button', { name: 'Show every refused call one by one' }).waitFor();
  await ana.getByRole('combobox', { name: 'Message' }).blur();
  await toTheTop(refused);
  await save(ana, 'forbidden.png');

  await say(ana, `/aks upgrade ${watched}`);
  await message(ana, 'Advised').getByRole('button', { name: 'Start upgrade…' }).click();
  const plan = ana.getByRole('dialog', { name: 'Start upgrade' });
  await plan
    .getByRole('textbox', { name: 'Why it cannot wait for the maintenance window' })
    .fill('The hole that this patch closes is being used');
  await plan.getByRole('textbox', { name: 'Why', exact: true }).fill('Newest patch of 1.35');
  await plan.getByRole('button', { name: 'Ask for approval' }).click();
  await message(wei, `Upgrade ${watched}`)
    .getByRole('button', { name: /^Approve/ })
    .click();
  const sure = wei.getByRole('dialog', { name: 'Approve this change' });
  await sure.getByRole('checkbox').check();
  await sure.getByRole('button', { name: 'Approve' }).click();
  const card = message(wei, `Upgrade ${watched}`);
  const abort = card.getByText('Abort…');
  await abort.waitFor({ timeout: 120_000 });
  await abort.scrollIntoViewIfNeeded();
  await save(wei, 'upgrade.png');
} finally {
  await browser.close();
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
}

async function lookAs(person: string, channel: string): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1180, height: 860 },
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
  });
  await page.goto(`${sandbox.url}/?as=${person}&channel=${channel}&theme=light`);
  await page.getByRole('main').waitFor();
  return page;
}

async function say(page: Page, line: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Message' }).fill(line);
  await page.keyboard.press('Enter');
}

function message(page: Page, says: string): Locator {
  return page.getByTestId('message').filter({ hasText: says }).last();
}

async function toTheTop(element: Locator): Promise<void> {
  await element.evaluate((found) => found.scrollIntoView({ block: 'start' }));
}

async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  // Without the sidebar: what is read here is the message, and a README is narrow.
  await page.getByRole('main').screenshot({ path: join(folder, name) });
  process.stdout.write(`${join(folder, name)}\n`);
}
