/** What a form carries with it says what it is about, never what somebody may do. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandContext } from '../../src/slack/command-context.ts';
import { modal } from '../../src/slack/modals/ranges.ts';
import { latestChanges } from '../../src/store/changes.ts';
import { ana, platform, startTestApp, type TestApp } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('a form about one cluster does not edit a change of another', async () => {
  const deps = app.serving.slack?.deps;
  if (!deps) throw new Error('no bot');
  await app.slack.driver.command(
    ana,
    platform,
    'ip add aks-prod-weu 203.0.113.70/32 for 4h because of INC-1',
  );
  await app.sees(ana, platform, 'Waiting for approval');
  const [change] = await latestChanges(deps.db);
  const other = (await deps.fleet.all()).find(({ name }) => name === 'aks-dev-weu');
  if (!change || !other) throw new Error('nothing to edit');

  const submitted = await modal.submit(
    JSON.stringify({
      where: {},
      input: {
        ...{ clusterId: other.id, clusterName: other.name, changeId: change.id },
        ...{ present: null, preset: {}, reasonRequired: false },
      },
    }),
    () => ({
      ...commandContext(deps, { teamId: 'T0DRAWBRG', userId: ana }, { kind: 'modal' }),
      values: { operation: 'add', ranges: '198.51.100.0/24', duration: '4h' },
    }),
  );
  expect(submitted.kind).toBe('done');
  const [after] = await latestChanges(deps.db);
  expect(after).toMatchObject({ id: change.id, params: change.params, editors: change.editors });
});
