import { afterEach, describe, expect, it } from 'vitest';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  type TestAppOptions,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-data-dev-weu';
const policies = 'networkpolicies.networking.k8s.io';
const policyName = 'close-metadata-endpoint';

let app: TestApp;
const processes: ServeProcess[] = [];
afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
  await app?.close();
});

const server = () => app.kubernetes.cluster(cluster);
const closed = () =>
  server()
    .objects.list(policies)
    .filter(({ metadata }) => metadata.name === policyName)
    .map(({ metadata }) => metadata.namespace);
const written = () =>
  server()
    .journal.writes()
    .map(({ method, path }) => `${method} ${path.split('/').at(-3)}`);

/** A change of two namespaces, `data` first, that waits for approval. */
async function asked(options: TestAppOptions = {}): Promise<void> {
  app = await startTestApp({
    kubernetes: {},
    overrides: { jobTiming: { sweepEvery: 500 } },
    ...options,
  });
  const { objects } = server();
  objects.remove('globalnetworkpolicies', 'default.deny-metadata');
  objects.remove('networkpolicies.crd.projectcalico.org', 'default.web', 'data');
  for (const old of ['no-metadata', 'web-outgoing']) objects.remove(policies, old, 'data');
  await app.slack.driver.command(ana, platform, `/aks posture ${cluster} --layer network`);
  const report = await app.sees(ana, platform, 'Policies leave the metadata service open');
  await app.slack.driver.click(ana, report, { action_id: 'fix' });
  await reason('keep tokens where they belong');
  await app.sees(wei, approvals, 'Approval needed');
}

async function reason(text: string): Promise<void> {
  const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
    what: 'the form',
  });
  await app.slack.driver.submit(ana, form.id, { reason: text });
}

async function changer(): Promise<ServeProcess> {
  const env = { SANDBOX_KUBERNETES_URL: app.kubernetes.url };
  const running = await serveProcess(app, ['changer'], { env });
  processes.push(running);
  return running;
}

/** What is dangerous is ticked one by one; what is not is approved at once. */
async function approve(): Promise<void> {
  const card = await app.sees(wei, approvals, 'Approval needed');
  await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const form = app.slack.driver.modal(wei);
  if (!form) return;
  const ticks = form.blocks.filter(({ type }) => type === 'input');
  await app.slack.driver.submit(
    wei,
    form.id,
    Object.fromEntries(ticks.map(({ block_id }) => [block_id, ['Yes, and it may go ahead']])),
  );
}

const failure = async () => wordsOf(await app.sees(wei, approvals, /Failed|Refused/));

describe('the API server refuses', () => {
  it('an identity without the right: nothing is written, and it is said', async () => {
    await asked();
    server().rights.withhold('writer', { resource: 'networkpolicies' });
    await approve();
    const words = await failure();
    expect(words).toContain('This step was refused');
    expect(words).toContain('Nothing was written.');
    expect(written()).toEqual([]);
  });

  it('the second namespace alone: what was done stays, and is named', async () => {
    await asked();
    server().rights.withhold('writer', { resource: 'networkpolicies', namespace: 'ingress-nginx' });
    await approve();
    const words = await failure();
    expect(words).toContain('1 of 2 steps had been done (Close data); the rest was not begun.');
    expect(closed()).toEqual(['data']);
  });

  it('the dry run: nothing is written', async () => {
    await asked();
    server().faults.add({
      kind: 'forbidden',
      match: { method: 'PATCH', path: '/data/' },
      times: 2,
    });
    await approve();
    expect(await failure()).toContain('Nothing was written.');
    const tries = server().journal.find({ method: 'PATCH' });
    expect(tries.length).toBeGreaterThan(0);
    expect(tries.every(({ query }) => query.includes('dryRun=All'))).toBe(true);
    expect(written()).toEqual([]);
  });
});

describe('the cluster moves meanwhile', () => {
  it('a namespace is deleted after the approval: nothing is made in it', async () => {
    await asked();
    server().objects.remove('namespaces', 'ingress-nginx');
    await approve();
    const card = await app.sees(wei, approvals, /pods of data on aks-data-dev-weu/);
    expect(wordsOf(card)).toContain('The cluster moved after this was approved.');
    expect(wordsOf(card)).not.toContain('[object Object]');
    expect(written()).toEqual([]);
    await approve();
    await app.sees(wei, approvals, 'Done and verified');
    expect(closed()).toEqual(['data']);
  });

  it('a policy that somebody has edited is not taken away, and the card says why', async () => {
    await asked();
    await approve();
    const card = await app.sees(wei, approvals, 'Done and verified');
    const { objects } = server();
    const edited = objects.get(policies, policyName, 'data');
    if (!edited) throw new Error('the policy was not written');
    const managedFields = [
      ...(edited.metadata.managedFields ?? []),
      { manager: 'kubectl-edit', operation: 'Update' },
    ];
    objects.add({ ...edited, metadata: { ...edited.metadata, managedFields } });
    await app.slack.driver.click(ana, card, { text: 'Roll back…' });
    await reason('it broke the old agent');
    const words = wordsOf(await app.sees(wei, approvals, 'Approval needed'));
    expect(words).toContain('data/close-metadata-endpoint was edited since (kubectl-edit)');
    await approve();
    await app.slack.driver.waitFor(() => closed().length === 1, {
      what: 'the other policy to be gone',
    });
    expect(closed()).toEqual(['data']);
  });
});

describe('the way to the API server breaks', () => {
  it('after the write: it is looked for, and not written again', async () => {
    // One job at a time: a sweep in between would try twice, and meet what is meant for the write.
    await asked({ overrides: {} });
    // The first is the dry run.
    server().faults.add({ kind: 'slow', match: { method: 'PATCH' }, milliseconds: 1 });
    server().faults.add({ kind: 'dropped', match: { method: 'PATCH' }, phase: 'after' });
    await approve();
    await app.sees(wei, approvals, 'Done and verified');
    expect(closed()).toEqual(['data', 'ingress-nginx']);
    const sent = server()
      .journal.find({ method: 'PATCH' })
      .filter(({ query }) => !query.includes('dryRun'));
    expect(sent).toHaveLength(2);
  });

  it('a changer is killed between two namespaces: another goes on with the second', async () => {
    await asked({ roles: ['bot', 'worker'] });
    // A changer by itself reads as the identity that writes.
    server().rights.grant('writer', [{ apiGroups: ['*'], resources: ['*'], verbs: ['list'] }]);
    // The second namespace is tried so slowly that the plug can be pulled.
    server().faults.add({
      kind: 'slow',
      match: { method: 'PATCH', path: '/ingress-nginx/' },
      milliseconds: 8000,
    });
    const first = await changer();
    await approve();
    await app.slack.driver.waitFor(
      () => server().journal.writes().length === 1 && closed().length === 1,
      { what: 'the first policy' },
    );
    await first.kill();
    await changer();
    await app.sees(wei, approvals, 'Done and verified');
    expect(closed()).toEqual(['data', 'ingress-nginx']);
    expect(written()).toEqual(['PATCH data', 'PATCH ingress-nginx']);
  });
});
