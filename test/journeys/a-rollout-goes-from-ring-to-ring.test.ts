import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/sandbox/slack/protocol.ts';
import { verifyTrail } from '../../src/trail/verify.ts';
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
const patience = 60_000;

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-rollout-'));
  const config = join(folder, 'config.yaml');
  await writeFile(config, 'rollouts: { soak: 0, watch: 0 }\n');
  app = await startTestApp({
    kubernetes: {},
    azure: { speed: 200 },
    env: { CONFIG_FILE: config },
    overrides: { changeTiming: { poll: 300, retry: 1_000 } },
  });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

const sees = (what: string | RegExp) => app.sees(wei, approvals, what, patience);

/** What is dangerous is ticked one by one; what is not is approved at once. */
async function approve(ring: string): Promise<void> {
  const board = await sees(`Approval needed for ${ring}:`);
  const answers = () =>
    app.slack.driver
      .visibleTo(wei, approvals)
      .filter((message) => wordsOf(message).includes('You have approved this')).length;
  const before = answers();
  await app.slack.driver.click(wei, board, { action_id: 'rollout-approve' });
  await app.slack.driver.waitFor(() => app.slack.driver.modal(wei) ?? answers() > before, {
    ...{ what: 'the form, or the answer', timeoutMs: patience },
  });
  const form = app.slack.driver.modal(wei);
  if (!form) return;
  const asked = form.blocks.filter(({ type }) => type === 'input');
  const ticked = asked.map(({ block_id }) => [block_id, ['Yes, and it may go ahead']]);
  await app.slack.driver.submit(wei, form.id, Object.fromEntries(ticked));
}

/** The value behind a line of a menu. */
function optionOf(message: Message, text: string): string {
  const actions = (message.blocks ?? []).flatMap((block) =>
    block.type === 'actions' ? block.elements : [],
  ) as { options?: { text: { text: string }; value: string }[] }[];
  const options = actions.flatMap((element) => element.options ?? []);
  return options.find((option) => option.text.text === text)?.value ?? '';
}

/** One story, told in order: each step stands on the one before. */
describe('a new node image goes from ring to ring', () => {
  it('refuses words that are no rollout, and people who may not', async () => {
    const { driver } = app.slack;
    await driver.command(ana, platform, '/aks rollout aks-data-* paint');
    await app.sees(ana, platform, '“paint” is none of these: upgrade, node-image');
    await driver.command(ana, platform, '/aks rollout aks-data-* node-image to 1.36');
    await app.sees(ana, platform, 'has no place here');
    await driver.command(ana, platform, '/aks upgrade aks-data-* --rollout paint');
    await app.sees(ana, platform, 'is no version of Kubernetes');
    await driver.command(ana, platform, '/aks rollout aks-data-* upgrade to 1.36 --outside-window');
    await app.sees(ana, platform, 'needs a reason: say it last');
    await driver.command(ana, platform, '/aks rollout aks-nowhere-* node-image');
    await app.sees(ana, platform, 'fits `aks-nowhere-*`');
    await driver.command(sam, platform, '/aks rollout aks-data-* node-image');
    await app.sees(sam, platform, 'You may not propose changes to');
  });

  it('is asked for in one line, and asks the approvers for the first ring alone', async () => {
    await app.slack.driver.command(
      ana,
      platform,
      '/aks rollout aks-data-* node-image because of <!channel> & the kernel',
    );
    await app.sees(ana, platform, 'its board is in <#C0APPROVE>');
    const board = await sees('Approval needed for dev:');
    const words = wordsOf(board);
    expect(words).toContain('aks-data-dev-weu');
    expect(words).toContain('&lt;!channel&gt; &amp; the kernel');
    expect(words).not.toContain('<!channel>');
    await sees('Approval needed for the ring dev: 1 cluster');
    // Changes of its clusters have no cards of their own, and wait nowhere else.
    await app.slack.driver.command(wei, platform, '/aks approvals');
    const open = await app.sees(wei, platform, 'Rollouts');
    expect(wordsOf(open)).not.toContain('Bring the newest node image');
  });

  it('is not approved by who asked, and goes on from ring to ring for somebody else', async () => {
    const board = await sees('Approval needed for dev:');
    await app.slack.driver.click(ana, board, { action_id: 'rollout-approve' });
    await app.sees(ana, approvals, 'You asked for this yourself');
    await approve('dev');
    await approve('staging');
    await sees('Approval needed for production:');
    await sees(/Ring staging: 1 (done and well|so already)/);
  });

  it('leaves a cluster out for a reason, and ends when somebody stops it', async () => {
    const { driver } = app.slack;
    const board = await sees('Approval needed for production:');
    const option = optionOf(board, 'aks-data-prod-neu (production)');
    await driver.select(wei, board, { action_id: 'rollout-skip', option });
    const form = await driver.waitFor(() => driver.modal(wei), { what: 'the form' });
    await driver.submit(wei, form.id, { reason: 'moves next week' });
    await sees('aks-data-prod-neu is skipped');
    await driver.click(wei, await sees('Approval needed for production:'), {
      action_id: 'rollout-stop',
    });
    await sees('Stopped. Nothing more is begun.');
    const over = await sees('Stopped: Node image');
    expect(wordsOf(over)).toContain('wei.chen: moves next week');
    expect(wordsOf(over)).not.toContain('rollout-approve');
    await driver.command(ana, platform, '/aks rollouts');
    await app.sees(ana, platform, 'Rollouts (1)');
    await driver.command(ana, platform, '/aks audit last 30');
    const trail = wordsOf(await app.sees(ana, platform, 'entries of the trail'));
    for (const kind of ['ring-asked', 'skipped', 'stopped'])
      expect(trail).toContain(`rollout.${kind}`);
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
  });
});
