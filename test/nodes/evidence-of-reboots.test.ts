import { expect, test } from 'vitest';
import { annotationEvidence } from '../../src/nodes/evidence/annotations.ts';
import { locksOf } from '../../src/nodes/evidence/locks.ts';
import { logEvidence } from '../../src/nodes/evidence/log-lines.ts';
import { metricEvidence } from '../../src/nodes/evidence/metric.ts';

const now = new Date('2026-11-24T12:00:00Z');
const hour = (count: number) => new Date(now.getTime() - count * 3_600_000).toISOString();

test.each([
  ['only ones', { LastOne: hour(0), LastZero: null, FirstOne: hour(60) }, 'required', hour(60)],
  [
    'a zero before',
    { LastOne: hour(0), LastZero: hour(3), FirstOne: hour(2.9) },
    'required',
    hour(3),
  ],
  [
    'a zero after',
    { LastOne: hour(5), LastZero: hour(0), FirstOne: hour(9) },
    'not-required',
    null,
  ],
  ['only zeros', { LastOne: null, LastZero: hour(0), FirstOne: null }, 'not-required', null],
])('of the metric, %s', (_what, row, says, since) => {
  expect(metricEvidence({ Node: 'n', ...row })).toMatchObject({ says, since, at: hour(0) });
});

test('a metric without a sample says nothing', () => {
  expect(metricEvidence({ Node: 'n', LastOne: null, LastZero: null, FirstOne: null })).toBeNull();
  expect(metricEvidence({ Node: 'n', LastOne: 'soon', LastZero: '', FirstOne: null })).toBeNull();
});

test.each(['weave.works', 'kured.dev'])(
  'annotations of %s tell of a reboot under way',
  (domain) => {
    const annotations = {
      [`${domain}/kured-reboot-in-progress`]: hour(30),
      [`${domain}/kured-most-recent-reboot-needed`]: hour(31),
    };
    expect(annotationEvidence(annotations, hour(0))).toMatchObject({
      ...{ says: 'required', at: hour(0), since: hour(30) },
      detail: `the annotation ${domain}/kured-reboot-in-progress is there`,
    });
  },
);

test('what stays after a reboot, and other annotations, say nothing', () => {
  expect(
    annotationEvidence({ 'weave.works/kured-most-recent-reboot-needed': hour(9) }, hour(0)),
  ).toBeNull();
  expect(
    annotationEvidence({ 'example.com/kured-reboot-in-progress': hour(9) }, hour(0)),
  ).toBeNull();
  expect(annotationEvidence({}, hour(0))).toBeNull();
});

test('an annotation whose time nobody can read is a reboot all the same', () => {
  expect(
    annotationEvidence({ 'weave.works/kured-reboot-in-progress': 'yes' }, hour(0)),
  ).toMatchObject({
    says: 'required',
    since: null,
  });
});

const line = (msg: string) => `time="2026-11-24T11:00:00Z" level=info msg="${msg}"`;

test.each([
  ['Reboot required', 'required'],
  ['Reboot not required', 'not-required'],
  ['Reboot required, blocked by alert', 'required'],
  ['Lock already held: aks-apps-1', 'required'],
  ['Draining node aks-apps-0', 'required'],
  ['Triggering reboot for node aks-apps-0', 'required'],
  ['Waiting for reboot', 'required'],
  ['Uncordoning node aks-apps-0', 'not-required'],
])('the line “%s” says %s', (msg, says) => {
  expect(logEvidence([{ Node: 'n', At: hour(1), Line: line(msg) }])).toMatchObject({
    says,
    at: hour(1),
  });
});

test.each([
  'Reboot schedule: SunMonTueWedThuFriSat between 00:00 and 23:59 UTC',
  'Reboot sentinel checked every 1h0m0s',
  'NoReboot requiredness',
  'Blocking Pod Selectors: []',
  'Lock already held: ',
  '',
])('the line “%s” says nothing', (msg) => {
  expect(logEvidence([{ Node: 'n', At: hour(1), Line: line(msg) }])).toBeNull();
});

test('the newest line that speaks decides, in whatever order they come', () => {
  const rows = [
    { Node: 'n', At: hour(3), Line: line('Reboot not required') },
    { Node: 'n', At: hour(0.5), Line: line('Blocking Pod Selectors: []') },
    { Node: 'n', At: hour(1), Line: line('Reboot required') },
  ];
  const wanted = {
    says: 'required',
    at: hour(1),
    since: hour(3),
    detail: 'kured said “Reboot required”',
  };
  expect(logEvidence(rows)).toMatchObject(wanted);
  expect(logEvidence(rows.toReversed())).toMatchObject(wanted);
});

const lock = (node: string, created: string, TTL = 0) => ({
  ...{ nodeID: node, metadata: { unschedulable: false } },
  ...{ created, TTL },
});

test.each([
  ['one', JSON.stringify(lock('a', hour(2))), ['a']],
  [
    'several',
    JSON.stringify({ maxOwners: 2, locks: [lock('a', hour(2)), lock('b', hour(1))] }),
    ['a', 'b'],
  ],
  ['a list', JSON.stringify([lock('a', hour(2))]), ['a']],
  ['one whose time is not over', JSON.stringify(lock('a', hour(2), 3 * 3600e9)), ['a']],
  ['one whose time is over', JSON.stringify(lock('a', hour(2), 3600e9)), []],
  ['one without a time', JSON.stringify({ nodeID: 'a' }), ['a']],
  ['none', JSON.stringify({ maxOwners: 2, locks: [] }), []],
  ['an empty one', '{}', []],
])('the lock annotation holds %s', (_what, text, nodes) => {
  for (const domain of ['weave.works', 'kured.dev']) {
    const found = locksOf({ [`${domain}/kured-node-lock`]: text }, now);
    expect(found.locks.map(({ node }) => node)).toEqual(nodes);
    expect(found.problem).toBeUndefined();
  }
});

test.each(['not json', '"text"', '7', 'null', '{"locks": 3}'])(
  'a lock annotation of %s is told, and no lock',
  (text) => {
    const found = locksOf({ 'weave.works/kured-node-lock': text }, now);
    expect(found).toEqual({
      locks: [],
      problem: 'the annotation weave.works/kured-node-lock is not the JSON that kured writes',
    });
  },
);
