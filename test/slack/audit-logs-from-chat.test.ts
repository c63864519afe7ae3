/** From the finding to the shipped log: report, form, approval, write, and the finding that turns. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wei, wordsOf } from './support/start-app.ts';

const cluster = 'aks-dev-weu';
const approvals = 'C0APPROVE';
const minute = 60_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

const settings = () =>
  app.azure.state.clusters.find(({ name }) => name === cluster)?.diagnosticSettings ?? [];

/** Waits until the newest finished report says this of the check. */
async function reported(name: string, outcome: 'pass' | 'fail'): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await app.database.pool.query(
          `select result->>'outcome' as outcome
             from drawbridge.posture_run, jsonb_array_elements(report->'results') as result
            where state = 'done' and cluster_id like '%/' || $1
              and result->>'check' = 'AKS-LOG-001'
            order by finished_at desc limit 1`,
          [name],
        );
        return rows[0]?.outcome;
      },
      { timeout: minute, interval: 200 },
    )
    .toBe(outcome);
}

async function look(name: string, outcome: 'pass' | 'fail'): Promise<void> {
  await app.slack.driver.command(ana, platform, `posture ${name}`);
  await reported(name, outcome);
}

describe('a cluster whose audit log goes nowhere', () => {
  it('has a finding with a button, and a form that offers where the fleet ships', async () => {
    await look('aks-prod-weu', 'pass');
    await look(cluster, 'fail');
    await app.slack.driver.command(ana, platform, `fix ${cluster} AKS-LOG-001`);
    const offer = await app.sees(ana, platform, /AKS-LOG-001 Audit logs shipped/);
    await app.slack.driver.click(ana, offer, { text: 'Ship audit logs…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(JSON.stringify(form)).toContain('log-platform-weu');
    expect(JSON.stringify(form)).toContain('1 cluster ships there, 1 of this region');
    const wrong = await app.slack.driver.submit(ana, form.id, { other: 'my-workspace' });
    expect(wrong).toMatchObject({ ok: false, error: 'validation_errors' });
    expect(app.slack.driver.modal(ana)?.errors?.other).toContain('"my-workspace" is no workspace');
  });

  it('shows the approvers the setting, the gigabytes and the cost', async () => {
    await app.slack.driver.submit(ana, app.slack.driver.modal(ana)?.id ?? '', {
      other: '',
      reason: 'nobody sees who is refused',
    });
    const words = wordsOf(await app.sees(wei, approvals, 'Approval needed'));
    expect(words).toContain('+ kube-audit');
    expect(words).toContain('+ guard');
    expect(words).toContain('This is an estimate from what came into log-platform-weu');
    expect(words).toContain('USD for 30 days');
    expect(settings()).toEqual([]);
  });

  it('is edited while it waits, and planned again', async () => {
    const card = await app.sees(wei, approvals, 'Approval needed');
    await app.slack.driver.click(ana, card, { text: 'Edit…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(JSON.stringify(form)).toContain('decisions start anew');
    await app.slack.driver.submit(ana, form.id, { scope: 'writes', setting: 'audit-of-writes' });
    const words = wordsOf(await app.sees(wei, approvals, /audit-of-writes/));
    expect(words).toContain('+ kube-audit-admin');
    const again = await app.sees(wei, approvals, /audit-of-writes/);
    await app.slack.driver.click(ana, again, { text: 'Edit…' });
    const back = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form again',
    });
    await app.slack.driver.submit(ana, back.id, { scope: 'all', setting: 'drawbridge-audit' });
    await app.sees(wei, approvals, /drawbridge-audit.*Approve/s);
  });

  it('is written once it is approved, and the finding turns', async () => {
    const card = await app.sees(wei, approvals, 'Approval needed');
    await app.slack.driver.click(wei, card, { text: 'Approve' });
    await app.sees(wei, approvals, 'Done');
    expect(settings()).toMatchObject([
      { name: 'drawbridge-audit', properties: { logAnalyticsDestinationType: 'Dedicated' } },
    ]);
    await reported(cluster, 'pass');
  });
});

describe('a cluster that stores changes twice', () => {
  const twice = 'aks-data-dev-weu';

  it('has a finding whose button takes out what is stored twice, and loses nothing', async () => {
    await look(twice, 'pass');
    await app.slack.driver.command(ana, platform, `fix ${twice} AKS-LOG-002`);
    const offer = await app.sees(ana, platform, /AKS-LOG-002 Audit log not stored twice/);
    await app.slack.driver.click(ana, offer, { text: 'Store changes once…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(JSON.stringify(form.blocks)).toContain('takes a part of it out again');
    await app.slack.driver.submit(ana, form.id, { reason: 'paid twice' });
    const card = await app.sees(wei, approvals, /Stop shipping kube-audit-admin/);
    expect(wordsOf(card)).toContain('nothing becomes invisible');
  });
});
