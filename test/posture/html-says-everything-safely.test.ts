import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHtml } from '../../src/posture/report/html.ts';
import type { ClusterReport } from '../../src/posture/types.ts';
import { launchBrowser } from '../browser/support/browser.ts';
import { checks, generatedAt, hostile, reportOf } from './support/reports.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

interface Opened {
  page: Page;
  /** Addresses that the page asked for, and what it complained about. */
  asked: string[];
  said: string[];
}

async function open(
  reports: ClusterReport[],
  { width = 1100, ...more }: { width?: number; severity?: 'high'; framework?: string } = {},
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    return dialog.dismiss();
  });
  await page.setContent(toHtml(reports, { generatedAt, checks, ...more }));
  return { page, asked, said };
}

describe('one cluster', () => {
  test('the page leads with the grade and what to do first, and tells everything below', async () => {
    const report = reportOf();
    const { page } = await open([report]);
    expect(await page.getByRole('img', { name: `Grade ${report.grade}` }).textContent()).toBe(
      report.grade,
    );
    const first = page.locator('.first li');
    expect(await first.first().textContent()).toContain('AKS-API-001');
    const headings = await page.getByRole('heading').allInnerTexts();
    expect(headings.slice(0, 3)).toEqual(['AKS security posture', 'aks-shop', 'What to do first']);
    for (const heading of ['Unknown', 'Frameworks', 'All results'])
      expect(headings).toContain(heading);
    expect(await page.locator('.finding').count()).toBe(report.totals.fail);
    expect(await page.locator('.results tbody tr').count()).toBe(report.results.length);
    await page.close();
  });

  test('a finding gives the reason, the property, the command and the lines for a template', async () => {
    const { page } = await open([reportOf()]);
    const finding = page.locator('.finding', { hasText: 'AKS-API-005' });
    const text = await finding.textContent();
    expect(text).toContain('Run command starts a pod inside the cluster');
    expect(text).toMatch(/properties\.apiServerAccessProfile\.disableRunCommand\s*false/);
    expect(text).toContain('--disable-run-command');
    expect(text).toContain("name: 'aks-shop'");
    expect(text).toContain('disableRunCommand: true');
    await page.close();
  });

  test('what is unknown says why, and that it is not known to be good', async () => {
    const { page } = await open([reportOf()]);
    const link = page.getByRole('link', { name: 'What that is, and what would help' });
    const target = (await link.getAttribute('href')) ?? '';
    expect(await page.locator(target).textContent()).toBe('Unknown');
    const table = page.getByRole('table', { name: 'None of these is known to be good' });
    expect(await table.textContent()).toContain('reading upgradeProfile is denied');
    await page.close();
  });

  test('colour is never alone: severity and outcome are words, and tables have headers', async () => {
    const { page } = await open([reportOf()]);
    expect(new Set(await page.locator('.chip').allInnerTexts())).toEqual(
      new Set(['critical', 'high', 'medium', 'low', 'info']),
    );
    const outcomes = await page.locator('.results td:first-child').allInnerTexts();
    expect(outcomes.every((word) => /^(FAIL|unknown|pass|n\/a|waived)$/.test(word))).toBe(true);
    const bare = await page
      .locator('table')
      .evaluateAll((tables) => tables.filter((table) => !table.querySelector('th[scope]')).length);
    expect(bare).toBe(0);
    for (const role of ['banner', 'main', 'contentinfo'] as const)
      expect(await page.getByRole(role).count()).toBe(1);
    await page.close();
  });
});

test('names that others chose are text: nothing runs, and nothing is asked of the network', async () => {
  const report = reportOf({ name: hostile, pool: hostile, tags: { 'managed-by': 'terraform' } });
  const evil = '<img src=https://evil.example/x onerror=alert(1)>';
  const [first] = report.results;
  if (first) first.message = evil;
  const { page, asked, said } = await open([report, reportOf()]);
  expect({ asked, said }).toEqual({ asked: [], said: [] });
  expect(await page.locator('script, img, iframe, link, object').count()).toBe(0);
  expect(await page.textContent('body')).toContain(evil);
  expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toContainEqual(
    expect.stringContaining('<script>alert(1)</script>&amp;'),
  );
  await page.close();
});

test('several clusters begin with a table that leads to each', async () => {
  const { page } = await open([reportOf(), reportOf({ name: 'aks-two' })]);
  const links = page.getByRole('navigation').getByRole('link');
  expect(await links.allInnerTexts()).toEqual(['aks-shop', 'aks-two']);
  for (const href of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))))
    expect(await page.locator(href ?? '').count()).toBe(1);
  const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  await page.close();
});

test.each([360, 720, 1400])('at %i pixels nothing is wider than the window', async (width) => {
  const { page } = await open([reportOf({ name: 'a'.repeat(63) })], { width });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  await page.close();
});

test('on paper it is light, and commands are whole', async () => {
  const { page } = await open([reportOf()], { width: 720 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const look = await page.evaluate(() => ({
    ground: getComputedStyle(document.body).backgroundColor,
    cut: [...document.querySelectorAll('pre')].filter((one) => one.scrollWidth > one.clientWidth)
      .length,
  }));
  expect(look).toEqual({ ground: 'rgb(255, 255, 255)', cut: 0 });
  expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  await page.close();
});

test('what was left out is said', async () => {
  const { page } = await open([reportOf()], { severity: 'high', framework: 'CIS AKS 1.8' });
  const text = await page.textContent('body');
  expect(text).toContain('only results of severity high and above');
  expect(text).toContain('only checks that prove a rule of CIS AKS 1.8');
  expect(await page.locator('.chip').allInnerTexts()).not.toContain('low');
  await page.close();
});
