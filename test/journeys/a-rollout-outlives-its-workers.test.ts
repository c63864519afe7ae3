/** A rollout whose worker and changer are processes of their own, and are killed in the middle of a cluster. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { Role } from '../../src/config/table.ts';
import { listClusterRows } from '../../src/store/clusters.ts';
import { verifyTrail } from '../../src/trail/verify.ts';
import { ana, platform, startTestApp, type TestApp, wei } from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const approvals = 'C0APPROVE';
const minute = 60_000;
const clusters = ['aks-prod-eus', 'aks-prod-weu'];

let app: TestApp;
let folder: string;
const processes: ServeProcess[] = [];

afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A process by itself reads inside clusters as the identity that it writes with, too. */
function bindReader(): void {
  const writer = app.kubernetes.users.find(({ word }) => word === 'writer');
  for (const cluster of clusters)
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

const posts = () =>
  app.azure.journal
    .find({ method: 'POST', path: '/upgradeNodeImageVersion' })
    .map(({ path }) => path.split('/managedClusters/')[1]?.replace('/upgradeNodeImageVersion', ''));

it(
  'worker and changer die while the first cluster is changed; others go on, and nothing is done twice',
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'drawbridge-rollout-'));
    const config = join(folder, 'config.yaml');
    await writeFile(config, 'rollouts: { soak: 0, watch: 0 }\n');
    app = await startTestApp({
      ...{ roles: ['bot'], azure: { speed: 1 }, kubernetes: {} },
      env: { CONFIG_FILE: config },
    });
    bindReader();
    const env = { SANDBOX_KUBERNETES_URL: app.kubernetes.url, CONFIG_FILE: config };
    const run = async (role: Role) => {
      const running = await serveProcess(app, [role], { env });
      processes.push(running);
      return running;
    };
    const [worker, changer] = await Promise.all([run('worker'), run('changer')]);
    // The worker reads the fleet.
    await vi.waitFor(
      async () => expect(await listClusterRows(app.database.pool)).not.toEqual([]),
      minute,
    );
    const { driver } = app.slack;
    const sees = (what: string) => app.sees(wei, approvals, what, 4 * minute);

    await driver.command(ana, platform, '/aks rollout aks-prod-* node-image because of CVE-1');
    const board = await sees('Approval needed for production:');
    await driver.click(wei, board, { action_id: 'rollout-approve' });
    await driver.waitFor(() => posts().length > 0, {
      ...{ what: 'the first pool to be begun', timeoutMs: 4 * minute },
    });
    await Promise.all([worker.kill(), changer.kill()]);
    expect(new Set(posts().map((path) => path?.split('/')[0]))).toEqual(new Set([clusters[0]]));
    await Promise.all([run('worker'), run('changer')]);

    await sees('Done: Node image');
    expect(new Set(posts()).size).toBe(posts().length);
    expect(new Set(posts().map((path) => path?.split('/')[0]))).toEqual(new Set(clusters));
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
  },
  10 * minute,
);
