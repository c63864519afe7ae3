import { expect, test } from 'vitest';
import type { ClusterRef } from '../../src/fleet/snapshot.ts';
import { timetable } from '../../src/workflows/cron.ts';
import { loadWorkflows } from '../../src/workflows/load.ts';
import { type RoutedFacts, route } from '../../src/workflows/route.ts';
import type { Workflow } from '../../src/workflows/schema.ts';

const owners = { tag: 'team', channels: { storefront: 'C0STOREFR' } };

function cluster(name: string, tags: Record<string, string> = {}): ClusterRef {
  return { id: `/x/${name}`, name, tags, resourceGroup: '', subscriptionId: '', location: '' };
}

const yaml = `routes:
  - name: security
    match: { severity: critical }
    to: { channel: C0SECOPS0 }
    continue: true
  - name: teams
    match: { clusters: "tag:team" }
    to: owner
  - name: drift
    match: { run: [drift] }
    to: { person: U0CHEN00 }
  - name: night
    match: { clusters: aks-prod-* }
    to: { channel: C0PRODUCT }
    quiet: { from: "22:00", to: "07:00", timezone: Europe/Berlin, except: high }
fallback: { channel: C0FALLBACK }
`;

function told(
  facts: Partial<RoutedFacts>,
  {
    now = '2026-11-24T12:00:00Z',
    text = yaml,
    ...more
  }: { now?: string; text?: string; notify?: Workflow['notify'] } = {},
) {
  const loaded = loadWorkflows([{ name: 'routes.yaml', text }]);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return route(
    { severity: 'medium', clusters: [], workflow: 'w', run: 'posture', ...facts },
    { routes: loaded.set.routes, owners, now: new Date(now), ...more },
  );
}

test('the first that fits decides, and goes on where it says so', () => {
  expect(told({ severity: 'critical', run: 'drift' }).told).toEqual([
    { place: { channel: 'C0SECOPS0' }, because: 'route security' },
    { place: { person: 'U0CHEN00' }, because: 'route drift' },
  ]);
  expect(told({ severity: 'high', run: 'drift' }).told).toHaveLength(1);
});

test('the channel of the owner is told, or else the fallback', () => {
  const [mine] = told({ clusters: [cluster('a', { team: 'Storefront' })] }).told;
  expect(mine?.place).toEqual({ channel: 'C0STOREFR' });
  const [lost] = told({ clusters: [cluster('a', { team: 'nobody' })] }).told;
  expect(lost).toMatchObject({ place: { channel: 'C0FALLBACK' } });
});

test('where nothing fits and there is no fallback, that is said', () => {
  expect(told({}, { text: 'routes: []\n' })).toEqual({
    told: [],
    unplaced: 'no route fits, and there is no fallback that has a place for it',
  });
});

test('a workflow may name its routes and places itself, and each place is told once', () => {
  const notify: Workflow['notify'] = ['drift', { person: 'U0CHEN00' }, { channel: 'C0PLATFRM' }];
  expect(told({}, { notify }).told.map(({ place }) => place)).toEqual([
    { person: 'U0CHEN00' },
    { channel: 'C0PLATFRM' },
  ]);
});

test('a place that several routes have told is told as soon as one of them says', () => {
  const to = 'to: { channel: C0PLATFRM }';
  const text = `routes:
  - { name: collected, ${to}, digest: daily 09:00, continue: true }
  - { name: worst, match: { severity: critical }, ${to}, continue: true }
  - { name: night, ${to}, quiet: { from: "22:00", to: "07:00" } }
`;
  const now = '2026-11-24T22:30:00Z';
  const at = (severity: 'critical' | 'medium') =>
    told({ severity }, { text, now }).told.map(({ because, notBefore }) => [because, notBefore]);
  expect(at('critical')).toEqual([['route worst', undefined]]);
  expect(at('medium')).toEqual([['route night', new Date('2026-11-25T07:00:00Z')]]);
});

test.each([
  ['before midnight', '2026-11-24T21:30:00Z', '2026-11-25T06:00:00.000Z'],
  ['after midnight', '2026-11-25T01:00:00Z', '2026-11-25T06:00:00.000Z'],
  ['in summer', '2026-07-01T21:00:00Z', '2026-07-02T05:00:00.000Z'],
  ['by day', '2026-11-24T12:00:00Z', undefined],
  ['when it ends', '2026-11-25T06:00:00Z', undefined],
])('quiet hours hold back until they end: %s', (_when, now, until) => {
  const clusters = [cluster('aks-prod-weu')];
  const [held] = told({ clusters }, { now }).told;
  expect(held?.notBefore?.toISOString()).toBe(until);
  expect(told({ clusters, severity: 'high' }, { now }).told[0]?.notBefore).toBeUndefined();
});

test('a schedule follows its time zone over the change of clocks', () => {
  const berlin = timetable({ schedule: '30 2 * * *', timezone: 'Europe/Berlin' });
  const iso = (times: Date[]) => times.map((each) => each.toISOString());
  expect(iso(berlin.next(2, new Date('2026-03-28T12:00:00Z')))).toEqual([
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
  expect(iso(berlin.next(2, new Date('2026-10-24T12:00:00Z')))).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

test('the last time counts from the very moment on, and not before', () => {
  const hourly = timetable({ schedule: '0 * * * *', timezone: 'UTC' });
  const last = (at: string) => hourly.last(new Date(at))?.toISOString();
  expect(last('2026-11-24T06:00:00.000Z')).toBe('2026-11-24T06:00:00.000Z');
  expect(last('2026-11-24T05:59:59.999Z')).toBe('2026-11-24T05:00:00.000Z');
  expect(last('2026-11-24T06:59:59.500Z')).toBe('2026-11-24T06:00:00.000Z');
});
