import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyTrail } from '../../src/trail/verify.ts';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-data-dev-weu';
const policies = 'networkpolicies.networking.k8s.io';
const name = 'close-metadata-endpoint';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ kubernetes: {} });
  // Somebody has taken away what kept them from it, Calico's own policies among it.
  const { objects } = server();
  objects.remove('globalnetworkpolicies', 'default.deny-metadata');
  objects.remove('networkpolicies.crd.projectcalico.org', 'default.web', 'data');
  for (const old of ['no-metadata', 'web-outgoing']) objects.remove(policies, old, 'data');
});
afterAll(() => app?.close());

const server = () => app.kubernetes.cluster(cluster);
const ours = () =>
  server()
    .objects.list(policies)
    .filter(({ metadata }) => metadata.name === name);
const namespaces = () => ours().map(({ metadata }) => metadata.namespace);
const others = () =>
  server()
    .objects.list(policies)
    .filter(({ metadata }) => metadata.name !== name);

/** What is dangerous is ticked one by one; what is not is approved at once. */
async function approve(): Promise<void> {
  const card = await app.sees(wei, approvals, 'Approval needed');
  await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const form = app.slack.driver.modal(wei);
  if (!form) return;
  const asked = form.blocks.filter(({ type }) => type === 'input');
  await app.slack.driver.submit(
    wei,
    form.id,
    Object.fromEntries(asked.map(({ block_id }) => [block_id, ['Yes, and it may go ahead']])),
  );
}

/** One story, told in order: each step stands on the one before. */
describe('pods that reach the metadata service are kept from it by policies', () => {
  let before: unknown;

  it('is offered by the finding, with every namespace that a policy closes', async () => {
    before = others();
    await app.slack.driver.command(ana, platform, `/aks posture ${cluster} --layer network`);
    const report = await app.sees(ana, platform, 'Policies leave the metadata service open');
    await app.slack.driver.click(ana, report, { action_id: 'fix' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(JSON.stringify(form.blocks)).toContain('Pods kept from the metadata service');
    expect(JSON.stringify(form.blocks)).toContain('Finding AKS-NET-002');
    await app.slack.driver.submit(ana, form.id, { reason: 'keep tokens where they belong' });
  });

  it('asks the approvers with the policies themselves, and writes nothing meanwhile', async () => {
    const card = await app.sees(wei, approvals, 'Approval needed');
    const words = wordsOf(card);
    expect(words).toContain('kind: NetworkPolicy');
    expect(words).toContain('169.254.169.254/32');
    expect(words).toContain('stop getting them');
    expect(ours()).toEqual([]);
    expect(server().journal.writes()).toEqual([]);
  });

  it('is written namespace by namespace once approved, each tried before and judged again after', async () => {
    await approve();
    await app.sees(wei, approvals, 'Done and verified');
    const note = await app.sees(ana, platform, 'Done and verified');
    expect(wordsOf(note)).toContain('Read back and as planned');
    expect(wordsOf(note)).not.toContain('API server acts on it');
    expect(namespaces()).toEqual(['data', 'ingress-nginx']);
    expect(others()).toEqual(before);
    const writes = server()
      .journal.writes()
      .map(({ path }) => path);
    expect(writes).toHaveLength(namespaces().length);
  });

  it('turns the finding in the report that people look at', async () => {
    const report = await app.sees(ana, platform, /fixed since/i);
    expect(report.text).toContain(cluster);
  });

  it('is rolled back by the same rules, and removes its own policies alone', async () => {
    const card = await app.sees(wei, approvals, 'Done and verified');
    await app.slack.driver.click(ana, card, { text: 'Roll back…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    await app.slack.driver.submit(ana, form.id, { reason: 'it broke the old agent' });
    await approve();
    await app.slack.driver.waitFor(() => ours().length === 0, {
      what: 'the policies to be gone',
    });
    expect(others()).toEqual(before);
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
  });
});
