/** New images from the report on nodes to the last node: approved, interrupted, resumed; and one that is ended half-way. */
import { afterEach, expect, it } from 'vitest';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const approvals = 'C0APPROVE';
/** Two pools of three nodes, both behind. */
const cluster = 'aks-staging-weu';
const minute = 60_000;

let app: TestApp;
const processes: ServeProcess[] = [];

afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
  await app?.close();
});

/** A changer by itself reads as the identity that writes, which operators bind to the reader's role. */
function bindReader(): void {
  const writer = app.kubernetes.users.find(({ word }) => word === 'writer');
  app.kubernetes.cluster(cluster).objects.add({
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' },
    metadata: { name: 'drawbridge-changer-reads' },
    roleRef: {
      ...{ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
      name: 'drawbridge-reader',
    },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: writer?.name }],
  });
}

async function changer(): Promise<ServeProcess> {
  const env = { SANDBOX_KUBERNETES_URL: app.kubernetes.url };
  const running = await serveProcess(app, ['changer'], { env });
  processes.push(running);
  return running;
}

/** Asked for by the button below the report; the card waits for its approvers. */
async function asked(speed: number): Promise<void> {
  app = await startTestApp({
    ...{ roles: ['bot', 'worker'], azure: { speed }, kubernetes: {} },
    overrides: { jobTiming: { sweepEvery: 500 } },
  });
  bindReader();
  const { driver } = app.slack;
  await driver.command(ana, platform, `nodes ${cluster}`);
  const report = await app.sees(ana, platform, `${cluster}: an image is`, minute);
  await driver.click(ana, report, { text: 'Upgrade node image…' });
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'the form' });
  await driver.submit(ana, form.id, { reason: 'the images are old', ticket: 'INC-7' });
  await app.sees(wei, approvals, 'Approval needed', minute);
}

async function pressed(): Promise<void> {
  const card = await app.sees(wei, approvals, 'Approval needed');
  await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
}

/** A disruption budget of this cluster lets no pod go: that has to be confirmed. */
async function approved(): Promise<void> {
  const { driver } = app.slack;
  await pressed();
  const form = await driver.waitFor(() => driver.modal(wei), {
    what: 'the form that confirms the danger',
  });
  expect(JSON.stringify(form.blocks)).toContain('No pod may ever be taken away by shop/orders-db');
  const boxes = form.blocks.filter(({ type }) => type === 'input');
  await driver.submit(
    wei,
    form.id,
    Object.fromEntries(boxes.map(({ block_id }) => [block_id, ['Yes, and it may go ahead']])),
  );
}

const posts = () =>
  app.azure.journal
    .find({ method: 'POST', path: `/managedClusters/${cluster}/agentPools/` })
    .map(({ path }) => path.split('/').slice(-2).join('/'));

const pools = (): Record<string, string>[] =>
  app.azure.state.clusters.find(({ name }) => name === cluster)?.managedCluster.properties
    .agentPoolProfiles;

it(
  'approved, interrupted by the death of the process that carries it out, resumed, and finished',
  async () => {
    // An operation of four seconds leaves time to pull the plug.
    await asked(0.5);
    const first = await changer();
    await approved();
    await app.slack.driver.waitFor(() => posts().length > 0, {
      ...{ what: 'the first pool to be begun', timeoutMs: minute },
    });
    await first.kill();
    await changer();
    const card = await app.sees(wei, approvals, 'Done', 2 * minute);
    expect(posts()).toEqual(['system/upgradeNodeImageVersion', 'apps/upgradeNodeImageVersion']);
    const [system, apps] = pools();
    expect(system?.nodeImageVersion).toBe(apps?.nodeImageVersion);
    expect(wordsOf(card)).toContain('3 nodes of apps are Ready');
    await app.slack.driver.command(ana, platform, `nodes ${cluster}`);
    await app.sees(ana, platform, `${cluster}: the oldest image is`, minute);
  },
  4 * minute,
);

it(
  'ended half-way: what was renewed stays, the rest is not begun, and the card says so',
  async () => {
    // An operation of twenty seconds: somebody ends it long before.
    await asked(0.1);
    await changer();
    await approved();
    await app.slack.driver.waitFor(() => posts().length > 0, {
      ...{ what: 'the first pool to be begun', timeoutMs: minute },
    });
    const card = await app.slack.driver.waitFor(
      () =>
        app.slack.driver
          .visibleTo(wei, approvals)
          .findLast((message) => wordsOf(message).includes('change-abort')),
      { what: 'a card that can be ended', timeoutMs: minute },
    );
    await app.slack.driver.click(wei, card, { action_id: 'change-abort' });
    await app.sees(wei, approvals, 'ended it.', 2 * minute);
    // To ask twice that something be stopped changes nothing; to begin twice would.
    expect(posts()[0]).toBe('system/upgradeNodeImageVersion');
    expect(new Set(posts().slice(1))).toEqual(new Set(['system/abort']));
    expect(pools().map(({ provisioningState }) => provisioningState)).toEqual([
      'Canceled',
      'Succeeded',
    ]);
  },
  4 * minute,
);

it(
  'the channel of the nodes is set from the report, approved and written once',
  async () => {
    app = await startTestApp({ kubernetes: {} });
    const { driver } = app.slack;
    await driver.command(ana, platform, 'nodes aks-dev-weu');
    const report = await app.sees(ana, platform, 'aks-dev-weu: 1 node of 1 waits', minute);
    await driver.select(ana, report, { action_id: 'fix.2', option: 'SecurityPatch' });
    const form = await driver.waitFor(() => driver.modal(ana), { what: 'the form' });
    await driver.submit(ana, form.id, { reason: 'AKS-NODE-001', ticket: 'INC-8' });
    await app.sees(wei, approvals, 'There is no maintenance window for the nodes', minute);
    await pressed();
    await app.sees(wei, approvals, 'Done', minute);
    const found = app.azure.state.clusters.find(({ name }) => name === 'aks-dev-weu');
    expect(found?.managedCluster.properties.autoUpgradeProfile.nodeOSUpgradeChannel).toBe(
      'SecurityPatch',
    );
    expect(
      app.azure.journal.find({ method: 'PUT', path: '/managedClusters/aks-dev-weu' }),
    ).toHaveLength(1);
  },
  3 * minute,
);
