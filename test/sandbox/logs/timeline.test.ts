import { expect, test } from 'vitest';
import { createFleet } from '../../../src/sandbox/fleet/fleet.ts';
import { sceneOf } from '../../../src/sandbox/logs/scene.ts';
import { type StoryName, stories } from '../../../src/sandbox/logs/stories/index.ts';
import { createTimeline } from '../../../src/sandbox/logs/timeline.ts';

const start = Date.parse('2026-11-24T00:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const fleet = createFleet({ now: new Date(start) });

function sceneNamed(name: string) {
  const found = fleet.clusters.find(({ managedCluster }) => managedCluster.name === name);
  if (!found) throw new Error(`no cluster ${name}`);
  return sceneOf(found.managedCluster);
}
const scene = sceneNamed('aks-prod-weu');
const timeline = () => createTimeline({ startedAt: start });
const events = (from: number, until: number, line = timeline()) => [
  ...line.events(scene, from, until),
];
const keyOf = ({ event }: ReturnType<typeof events>[number]) => `${event.auditID} ${event.stage}`;

test('the same past is told twice alike, and every event has an id of its own', () => {
  const all = events(start - 2 * day, start);
  expect(all.length).toBeGreaterThan(1_500);
  expect(new Set(all.map(keyOf)).size).toBe(all.length);
  expect(events(start - 2 * day, start)).toEqual(all);
});

test('windows that touch share nothing and miss nothing, wherever they are cut', () => {
  const whole = events(start - 6 * hour, start)
    .map(keyOf)
    .toSorted();
  for (const cut of [start - 5 * hour, start - 41 * 60_000 - 317, start - 12_345]) {
    const parts = [...events(start - 6 * hour, cut), ...events(cut, start)].map(keyOf);
    expect(parts.toSorted()).toEqual(whole);
  }
});

test('exec refused is two calls of two stages each, get and create', () => {
  const exec = events(start - 2 * hour, start).filter(
    ({ event }) => event.objectRef?.subresource === 'exec',
  );
  const calls = Map.groupBy(exec, ({ event }) => event.auditID);
  expect(calls.size).toBe(4);
  for (const [, stages] of calls)
    expect(stages.map(({ event }) => event.stage)).toEqual(['ResponseStarted', 'ResponseComplete']);
  expect(exec.map(({ event }) => event.verb)).toEqual(expect.arrayContaining(['get', 'create']));
});

test('the pipeline is refused only after somebody deleted its role binding', () => {
  const all = events(start - day, start).filter(({ event }) => event.objectRef);
  const deletion = all.find(
    ({ event }) => event.verb === 'delete' && event.objectRef?.resource === 'rolebindings',
  );
  expect(deletion?.event.user.username).toBe('lena.fischer@contoso.example');
  const refusals = all.filter(
    ({ event }) =>
      event.user.username === 'system:serviceaccount:ci:deployer' &&
      event.responseStatus.code === 403,
  );
  expect(refusals.length).toBeGreaterThan(10);
  for (const { at } of refusals) expect(at).toBeGreaterThan(deletion?.at ?? Number.NaN);
});

test('things go on happening while the sandbox runs', () => {
  const later = events(start, start + hour);
  expect(later.length).toBeGreaterThan(60);
  expect(
    later.some(
      ({ event }) =>
        event.responseStatus.code === 403 &&
        event.user.username === 'jonas.weber@contoso.example' &&
        event.sourceIPs[0] === '203.0.113.52',
    ),
  ).toBe(true);
});

test('a 401 has no user, no annotations, and one stage', () => {
  const eus = sceneNamed('aks-prod-eus');
  const all = [...timeline().events(eus, start - day, start)];
  const unauthenticated = all.filter(({ event }) => event.responseStatus.code === 401);
  expect(unauthenticated).toHaveLength(25);
  for (const { event } of unauthenticated)
    expect(event).toMatchObject({ user: {}, stage: 'ResponseStarted' });
  expect(unauthenticated.every(({ event }) => !event.annotations)).toBe(true);
});

test.each(Object.keys(stories) as StoryName[])(
  'the story %s happens when it is asked for',
  (name) => {
    const line = timeline();
    const at = start + 30 * day;
    const before = events(at - 2 * hour, at + 10 * hour, line).length;
    const told = line.told(scene, at - 2 * hour, at + 10 * hour).length;
    line.tell(scene, name, at);
    expect(line.told(scene, at - 2 * hour, at + 10 * hour)).toHaveLength(told + 1);
    const { calls } = stories[name].tell(at, scene);
    const expected = calls
      .filter((call) => call.at >= at - 2 * hour && call.at < at + 10 * hour)
      .reduce((sum, { stages }) => sum + (stages?.length ?? 1), 0);
    expect(events(at - 2 * hour, at + 10 * hour, line)).toHaveLength(before + expected);
  },
);

test('a private cluster is reached from private addresses alone', () => {
  const all = [...timeline().events(sceneNamed('aks-data-prod-weu'), start - day, start)];
  const people = all.filter(({ event }) => event.user.username?.includes('@'));
  expect(people.length).toBeGreaterThan(20);
  for (const { event } of people) expect(event.sourceIPs[0]).toMatch(/^10\.30\.0\.\d+$/);
});
