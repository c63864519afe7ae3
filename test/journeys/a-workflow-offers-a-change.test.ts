import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wei } from '../slack/support/start-app.ts';

const minute = 60_000;
const workflow = `name: posture
description: Looks at one cluster.
on: {}
clusters: aks-prod-weu
run: posture
notify: [{ channel: ${platform} }]
offer: [authorized-ip-ranges]
`;
let app: TestApp;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  await writeFile(join(folder, 'posture.yaml'), `${workflow}approval:\n  need: 2\n  expires: 1h\n`);
  app = await startTestApp({ env: { WORKFLOWS_DIR: folder } });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true });
});

async function run(times: number): Promise<void> {
  await app.slack.driver.command(ana, platform, 'schedule run posture');
  await vi.waitFor(
    async () => {
      const { rows } = await app.database.pool.query(
        `select count(*)::int as ended from drawbridge.workflow_run where state = 'done'`,
      );
      expect(rows[0].ended).toBe(times);
    },
    { timeout: 60_000, interval: 200 },
  );
}

it(
  'offers by a menu what mends a new finding, and its approval asks for more than the rights do',
  async () => {
    await run(1);
    app.azure.meddle('aks-prod-weu', {
      change: 'set',
      path: 'properties.apiServerAccessProfile.authorizedIPRanges',
      value: [],
    });
    await run(2);
    const news = await app.sees(ana, platform, 'Ask for a change…');
    const menu = news.blocks
      ?.flatMap((block) => ('elements' in block ? (block.elements as Menu[]) : []))
      .find(({ placeholder }) => placeholder?.text === 'Ask for a change…');
    expect(menu?.options?.map(({ text }) => text.text)).toEqual([
      'aks-prod-weu: Authorized IP ranges',
    ]);
    // Nothing is done by itself.
    const { rowCount } = await app.database.pool.query('select from drawbridge.change');
    expect(rowCount).toBe(0);
    await app.slack.driver.select(ana, news, {
      action_id: menu?.action_id ?? '',
      option: menu?.options?.[0]?.value ?? '',
    });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    await app.slack.driver.submit(ana, form.id, {
      ranges: '203.0.113.70/32',
      duration: 'For good',
      reason: 'close it off again',
    });
    const card = await app.sees(wei, 'C0APPROVE', 'Approval needed');
    const words = JSON.stringify(card.blocks);
    expect(words).toContain('2 approvals from');
    expect(words).toContain('workflow posture');
    const { rows } = await app.database.pool.query(
      `select policy, expires_at - created_at as lasts from drawbridge.approval_request`,
    );
    expect(rows).toMatchObject([{ policy: { need: 2, expiresInMinutes: 60 } }]);

    // Whoever edits the file meanwhile makes nothing easier.
    await writeFile(join(folder, 'posture.yaml'), workflow);
    await vi.waitFor(
      async () => {
        const { rows: sets } = await app.database.pool.query(
          `select content->'workflows'->0->'approval' as approval from drawbridge.workflow_set`,
        );
        expect(sets).toEqual([{ approval: null }]);
      },
      { timeout: 30_000, interval: 200 },
    );
    await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    const sure = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
      what: 'the form that confirms the danger',
    });
    const boxes = sure.blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id) || []);
    await app.slack.driver.submit(
      wei,
      sure.id,
      Object.fromEntries(boxes.map((id) => [id, ['Yes, and it may go ahead']])),
    );
    await app.sees(wei, 'C0APPROVE', '1 of 2');
    const { rows: changes } = await app.database.pool.query('select state from drawbridge.change');
    expect(changes).toEqual([{ state: 'waiting' }]);
  },
  3 * minute,
);

interface Menu {
  action_id?: string;
  placeholder?: { text: string };
  options?: { value: string; text: { text: string } }[];
}
