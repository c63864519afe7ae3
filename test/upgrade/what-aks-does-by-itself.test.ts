import { expect, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { assess } from '../../src/upgrade/assess.ts';
import { sayByItself } from '../../src/upgrade/say.ts';
import { allowedWindows } from '../../src/upgrade/windows.ts';
import { now, read, snapshotOf, unreadable } from './support.ts';

const offersUnread = { kubernetesVersions: unreadable('it is denied') };

test.each<[string, string, object, string, string | null]>([
  ['patch', '1.35.8', {}, 'goes to 1.35.9, the newest patch of 1.35', '1.35.9'],
  ['patch', '1.35.9', {}, 'stays at 1.35.9, which is the newest patch of 1.35', null],
  ['stable', '1.35.8', {}, 'goes to 1.36.5, the newest patch of the minor before', '1.36.5'],
  ['stable', '1.37.1', {}, 'which is ahead of the newest patch of the minor before', null],
  ['rapid', '1.36.5', {}, 'goes to 1.37.1, the newest patch of the newest minor', '1.37.1'],
  [
    'patch',
    '1.31.11',
    {},
    'would go to the newest patch of 1.31, which the region no longer',
    null,
  ],
  ['patch', '1.35.8', offersUnread, 'which that is could not be read', null],
  ['node-image', '1.35.8', {}, 'leaves Kubernetes as it is', null],
  ['someday', '1.35.8', {}, 'is not known here', null],
])('channel %s at %s', (channel, version, planes, words, to) => {
  const edit = (document: Json) => {
    document.properties.currentKubernetesVersion = version;
    document.properties.autoUpgradeProfile = { upgradeChannel: channel };
  };
  const report = assess(snapshotOf('aks-prod-weu', { edit, planes }), {
    now,
    systemNamespaces: [],
  });
  expect(report && sayByItself(report)).toContain(words);
  expect(report?.byItself.to).toBe(to);
});

test('every second week without a first one is not guessed at', () => {
  const weekly = (more: object) =>
    read([
      {
        name: 'aksManagedAutoUpgradeSchedule',
        properties: {
          maintenanceWindow: {
            ...{ startTime: '02:00', utcOffset: '+01:00', durationHours: 6, ...more },
            schedule: { weekly: { intervalWeeks: 2, dayOfWeek: 'Sunday' } },
          },
        },
      },
    ]);
  expect(allowedWindows(weekly({ startDate: '2026-11-01' }), [])).toMatchObject({
    kind: 'windows',
  });
  expect(allowedWindows(weekly({ startDate: null }), [])).toMatchObject({
    ...{ kind: 'unknown', reason: expect.stringContaining('has no start date') },
  });
});

test('without a channel nothing comes by itself, and without a window it comes at any hour', () => {
  const say = (upgradeChannel: string) => {
    const edit = (document: Json) => {
      document.properties.autoUpgradeProfile = { upgradeChannel };
    };
    const planes = { maintenanceConfigurations: { ...unreadable('denied') } };
    const [known, unread] = [{}, planes].map((each) =>
      assess(snapshotOf('aks-dev-weu', { edit, planes: each }), { now, systemNamespaces: [] }),
    );
    return [known, unread].map((report) => report && sayByItself(report));
  };
  expect(say('none')[0]).toBe('AKS upgrades nothing by itself (channel none)');
  expect(say('patch')).toEqual([
    expect.stringContaining('at any hour: no maintenance window is set'),
    expect.stringContaining('in a window that could not be read'),
  ]);
});
