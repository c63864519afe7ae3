import { expect, test } from 'vitest';
import { judgeReboot } from '../../src/nodes/judge-reboot.ts';
import type { RebootEvidence, RebootSource } from '../../src/nodes/types.ts';

const now = new Date('2026-11-24T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

function said(
  source: RebootSource,
  says: RebootEvidence['says'],
  minutes: number,
  since: string | null = null,
): RebootEvidence {
  return { source, says, at: ago(minutes), since, detail: `${source} says ${says}` };
}

const judge = (
  evidence: RebootEvidence[],
  { channel = 'unmanaged', bornAt = null as string | null } = {},
) => judgeReboot({ evidence, channel, bornAt, now, why: 'nobody says it' });

const yes = 'required';
const no = 'not-required';

test.each([
  ['the metric alone', [said('metric', yes, 5)], yes, 'metric'],
  ['the metric denies it', [said('metric', no, 5)], no, 'metric'],
  ['an annotation alone', [said('annotation', yes, 0)], yes, 'annotation'],
  ['a log line alone', [said('log', no, 300)], no, 'log'],
  ['the lock alone', [said('lock', yes, 0)], yes, 'lock'],
  [
    'all agree',
    [said('lock', yes, 0), said('metric', yes, 5), said('log', yes, 50)],
    yes,
    'metric',
  ],
  [
    'a fresh metric against an annotation',
    [said('annotation', yes, 0), said('metric', no, 5)],
    no,
    'metric',
  ],
  [
    'a fresh metric against a log line',
    [said('metric', no, 5), said('log', yes, 50)],
    no,
    'metric',
  ],
  [
    'a metric of 70 minutes against an annotation of now',
    [said('metric', no, 70), said('annotation', yes, 0)],
    yes,
    'annotation',
  ],
  [
    'a metric of 59 minutes against an annotation of now',
    [said('metric', no, 59), said('annotation', yes, 0)],
    no,
    'metric',
  ],
  [
    'an annotation against a log line',
    [said('annotation', yes, 0), said('log', no, 10)],
    yes,
    'annotation',
  ],
  ['a log line against the lock', [said('log', no, 30), said('lock', yes, 0)], no, 'log'],
  [
    'a log line of hours against the lock',
    [said('log', no, 400), said('lock', yes, 0)],
    yes,
    'lock',
  ],
  [
    'a metric too old to be believed, and a log line',
    [said('metric', yes, 200), said('log', no, 30)],
    no,
    'log',
  ],
] as [string, RebootEvidence[], string, RebootSource][])('%s', (_what, evidence, kind, source) => {
  for (const order of [evidence, evidence.toReversed()])
    expect(judge(order)).toMatchObject({ kind, by: { source } });
});

test('what says otherwise is shown beside what decided', () => {
  expect(
    judge([said('metric', no, 5), said('annotation', yes, 0), said('lock', yes, 0)]),
  ).toMatchObject({
    against: [{ source: 'annotation' }, { source: 'lock' }],
  });
  expect(judge([said('metric', yes, 5), said('annotation', yes, 0)])).toMatchObject({
    against: [],
  });
});

test('since when is taken from whoever knows it', () => {
  const since = ago(3000);
  expect(judge([said('metric', yes, 5), said('annotation', yes, 0, since)])).toMatchObject({
    since,
  });
  expect(judge([said('metric', yes, 5, ago(90)), said('annotation', yes, 0, since)])).toMatchObject(
    {
      since: ago(90),
    },
  );
  const atLeast = { ...said('metric', yes, 5, ago(600)), sinceAtLeast: true as const };
  expect(judge([atLeast, said('annotation', yes, 0, since)])).toMatchObject({ since });
  expect(judge([atLeast])).toMatchObject({ since: ago(600) });
  expect(judge([said('metric', no, 5), said('annotation', yes, 0, since)])).toMatchObject({
    since: null,
  });
});

test.each([
  ['nothing at all', []],
  ['a metric of a day', [said('metric', no, 1440)]],
  ['a log line of two days', [said('log', no, 2880)]],
] as [string, RebootEvidence[]][])('%s is unknown, and never no', (_what, evidence) => {
  expect(judge(evidence)).toEqual({ kind: 'unknown', why: 'nobody says it', stale: evidence });
});

test('what was said before the node came up is of another node', () => {
  const evidence = [said('metric', yes, 30), said('log', yes, 45)];
  expect(judge(evidence, { bornAt: ago(10) })).toMatchObject({ kind: 'unknown', stale: [] });
  expect(judge(evidence, { bornAt: ago(40) })).toMatchObject({
    kind: 'required',
    by: { source: 'metric' },
  });
});

test.each(['nodeimage', 'securitypatch'])(
  'with the channel %s the image is the answer',
  (channel) => {
    expect(judge([], { channel })).toEqual({ kind: 'by-image' });
    expect(judge([said('metric', no, 5)], { channel })).toEqual({ kind: 'by-image' });
    // Somebody runs kured all the same, and it says that a node waits.
    expect(judge([said('metric', yes, 5)], { channel })).toMatchObject({ kind: 'required' });
  },
);

test.each(['none', null, 'unmanaged'])(
  'with the channel %s it has to be said by somebody',
  (channel) => {
    expect(judgeReboot({ evidence: [], channel, bornAt: null, now, why: '-' })).toMatchObject({
      kind: 'unknown',
    });
  },
);

test('a node of an old name waits no longer than it is there', () => {
  const bornAt = ago(90);
  expect(judge([said('metric', yes, 5, ago(3_000))], { bornAt })).toMatchObject({ since: bornAt });
  expect(judge([said('metric', yes, 5, ago(60))], { bornAt })).toMatchObject({ since: ago(60) });
});
