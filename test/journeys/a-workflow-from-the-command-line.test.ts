import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawbridge } from '../cli/support/run.ts';
import { platform, startTestApp, type TestApp } from '../slack/support/start-app.ts';

const minute = 60_000;
let app: TestApp;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  const posture =
    'name: posture\ndescription: d\non: command\nclusters: aks-prod-*\nrun: posture\n';
  await writeFile(join(folder, 'posture.yaml'), posture);
  await writeFile(
    join(folder, 'routes.yaml'),
    `routes:
  - name: security
    match: { severity: high }
    to: { channel: C0SECOPS0 }
  - name: platform
    to: { channel: ${platform} }
`,
  );
  app = await startTestApp({ env: { WORKFLOWS_DIR: folder } });
  env = { DATABASE_URL: app.database.appUrl, WORKFLOWS_DIR: folder, USER: 'mona' };
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true });
});

test(
  'runs one by the workers, and says afterwards how many messages its routes led to',
  async () => {
    const nothing = await drawbridge(['workflows', 'test', '--backtest', '14d'], { env });
    expect(nothing.stdout).toBe('No run and no alert is stored yet, so nothing can be said.\n');

    const run = await drawbridge(['workflows', 'run', 'posture', '--clusters', 'aks-prod-weu'], {
      env,
    });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^1 of 1 cluster read: \d+ findings/);
    expect(run.stdout).toMatch(/told channel C0SECOPS0: 1\n/);
    const { rows } = await app.database.pool.query(
      `select actor, data from drawbridge.trail where kind = 'workflow.started'`,
    );
    expect(rows).toMatchObject([{ actor: { name: 'mona (command line)' }, data: { clusters: 1 } }]);

    const { code, stdout } = await drawbridge(['workflows', 'test', '--backtest', '14d'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('What is stored begins only on ');
    expect(stdout).toMatch(/route security +1 +1\.0 +1 on \d{4}-\d\d-\d\d\n/);

    // By other routes, before they are put in place.
    const routes = `routes:\n  - name: quiet\n    to: { channel: ${platform} }\n    digest: daily 09:00\n`;
    await writeFile(join(folder, 'routes.yaml'), routes);
    const other = await drawbridge(['workflows', 'test', '--backtest', '14d'], { env });
    expect(other.stdout).toMatch(/route quiet +1 +1\.0 /);
    expect(other.stdout).not.toContain('route security');
  },
  3 * minute,
);

test.each([
  [['workflows', 'run'], 'say which workflow'],
  [
    ['workflows', 'run', 'postur'],
    'the workers have no workflow “postur” in use; they have posture',
  ],
  [['workflows', 'run', 'posture', '--clusters', 'colour:red'], '"colour:red" is no filter'],
  [
    ['workflows', 'run', 'posture', '--clusters', 'aks-dev-*'],
    'none of the clusters of posture fits',
  ],
  [['workflows', 'test', '--backtest', 'long'], '--backtest “long” is no time from 1d to 90d'],
])('%j is answered with what is wrong', async (args, why) => {
  const { code, stderr } = await drawbridge(args, { env });
  expect(code).toBe(2);
  expect(stderr).toContain(why);
});
