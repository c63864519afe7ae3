import { expect, onTestFinished, test } from 'vitest';
import { ana, platform, startTestApp, type TestAppOptions, wordsOf } from '../support/start-app.ts';

async function started(options: TestAppOptions) {
  const app = await startTestApp({ kubernetes: {}, ...options });
  onTestFinished(() => app.close());
  return {
    app,
    async doctor(waitsFor: string | RegExp) {
      await app.slack.driver.command(ana, platform, 'doctor');
      return wordsOf(await app.sees(ana, platform, waitsFor));
    },
  };
}

test('where the program reads clusters, the doctor in Slack tries one', async () => {
  const { app, doctor } = await started({});
  const answer = await doctor(/it may list all that checks look at/);
  const [, name = ''] = /In (aks-\S+) it may list/.exec(answer) ?? [];
  app.kubernetes.cluster(name).rights.withhold('reader', { resource: 'clusterroles' });
  expect(await doctor(/it may not list/)).toContain('deploy/kubernetes-cluster-role.yaml');
});

test('a bot by itself does not speak of what it does not do', async () => {
  const { doctor } = await started({ roles: ['bot'] });
  expect(await doctor('Database')).not.toContain('Kubernetes');
});
