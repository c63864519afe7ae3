import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compare } from '../../../src/posture/compare.ts';
import { sumUp } from '../../../src/posture/evaluate.ts';
import type {
  CheckResult,
  ClusterReport,
  Evidence,
  OutcomeKind,
} from '../../../src/posture/types.ts';
import { applyWaivers, type Waiver } from '../../../src/posture/waivers/apply.ts';
import { fitsScope, type WaiverScope } from '../../../src/posture/waivers/scope.ts';
import { whyNew } from '../../../src/posture/why-new.ts';

const now = new Date('2026-11-20T10:00:00.000Z');
const later = '2026-12-20T10:00:00.000Z';
const earlier = '2026-11-01T10:00:00.000Z';
const cluster = {
  id: '/subscriptions/S/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks-dev-weu',
  name: 'aks-dev-weu',
  resourceGroup: 'g',
  subscriptionId: 's',
  location: 'westeurope',
  tags: { Env: 'dev', team: 'shop' },
};

function seen(object?: string): Evidence {
  const piece = { path: 'properties.x', value: false, source: 'test', readAt: earlier };
  return object === undefined ? piece : { ...piece, object };
}

function result(check: string, outcome: OutcomeKind, more: Partial<CheckResult> = {}): CheckResult {
  return {
    ...{ check, title: `Title of ${check}`, group: 'API', layer: 'API server access' },
    ...{ severity: 'high', outcome, message: `Message of ${check}.`, evidence: [seen()] },
    ...more,
  };
}

function report(...results: CheckResult[]): ClusterReport {
  return {
    ...{ id: cluster.id, name: cluster.name, cluster, takenAt: now.toISOString() },
    ...{ results, unreadable: [], ...sumUp(results) },
  };
}

function waiver(check: string, more: Partial<Waiver> = {}): Waiver {
  return {
    ...{ id: `of-${check}`, check, scope: { names: ['aks-dev-*'] }, reason: 'it moves' },
    ...{ owner: 'team-shop', approvedBy: ['Wei Chen'], until: later, origin: 'Slack' },
    ...more,
  };
}

const outcomeOf = (waived: ClusterReport, check: string) =>
  waived.results.find((each) => each.check === check);

describe('a waiver', () => {
  it('keeps what was seen, and says who bears it, why and until when', () => {
    const before = report(result('a', 'fail', { why: 'an attacker' }), result('b', 'fail'));
    const after = applyWaivers(before, [waiver('a')], now);
    expect(outcomeOf(after, 'a')).toEqual({
      ...before.results[0],
      outcome: 'waived',
      waivers: [
        {
          ...{ id: 'of-a', reason: 'it moves', owner: 'team-shop', approvedBy: ['Wei Chen'] },
          ...{ until: later, origin: 'Slack' },
        },
      ],
    });
    expect(after.totals).toMatchObject({ fail: 1, waived: 1 });
    expect(after.failed.high).toBe(1);
    expect(outcomeOf(after, 'b')).toBe(before.results[1]);
  });

  it.each<OutcomeKind>(['pass', 'unknown', 'not-applicable'])(
    'leaves what is %s as it is',
    (outcome) => {
      const before = report(result('a', outcome));
      expect(applyWaivers(before, [waiver('a')], now).results).toEqual(before.results);
    },
  );

  it('that is over changes nothing, and is listed while its check is open', () => {
    const before = report(result('a', 'fail'), result('b', 'unknown'), result('c', 'pass'));
    const over = ['a', 'b', 'c'].map((check) => waiver(check, { until: now.toISOString() }));
    const { lapsed, ...after } = applyWaivers(before, over, now);
    expect(after).toEqual(before);
    expect(lapsed?.map(({ check }) => check)).toEqual(['a', 'b']);
  });

  it('for one object lets the others fail, and says which are waived', () => {
    const before = report(result('a', 'fail', { evidence: [seen('user1'), seen('user2')] }));
    const after = outcomeOf(applyWaivers(before, [waiver('a', { object: 'USER1' })], now), 'a');
    expect(after).toMatchObject({
      outcome: 'fail',
      message: 'Message of a. (Waived of it: USER1.)',
      waivers: [{ object: 'USER1' }],
    });
    expect(after?.evidence).toEqual(before.results[0]?.evidence);
  });

  it('covers a finding object by object only if every one is covered', () => {
    const before = report(result('a', 'fail', { evidence: [seen('user1'), seen('user2')] }));
    const both = ['user1', 'user2'].map((object) => waiver('a', { id: object, object }));
    expect(outcomeOf(applyWaivers(before, both, now), 'a')?.outcome).toBe('waived');
    const mixed = report(result('a', 'fail', { evidence: [seen('user1'), seen()] }));
    expect(outcomeOf(applyWaivers(mixed, both, now), 'a')?.outcome).toBe('fail');
  });

  it('for one object never hides that another one could not be known', () => {
    const unclear = { message: 'user2 could not be read.', evidence: [seen('user2')] };
    const before = report(result('a', 'fail', { evidence: [seen('user1')], unclear }));
    const after = applyWaivers(before, [waiver('a', { object: 'user1' })], now);
    expect(outcomeOf(after, 'a')).toMatchObject({
      outcome: 'unknown',
      message: 'user2 could not be read. (Waived: user1.)',
      evidence: unclear.evidence,
    });
    // Whoever waives the whole check has been shown that.
    expect(outcomeOf(applyWaivers(before, [waiver('a')], now), 'a')?.outcome).toBe('waived');
  });

  it('for an object that is not there has no effect', () => {
    const before = report(result('a', 'fail', { evidence: [seen('user1')] }));
    expect(applyWaivers(before, [waiver('a', { object: 'user9' })], now).results).toEqual(
      before.results,
    );
  });
});

test.each<[string, WaiverScope, boolean]>([
  ['its id, in whatever case', { ids: [cluster.id.toUpperCase()] }, true],
  ['another id', { ids: [`${cluster.id}2`] }, false],
  ['its name', { names: ['AKS-dev-weu'] }, true],
  ['a pattern', { names: ['aks-prod-*', 'aks-*-weu'] }, true],
  ['a part of its name', { names: ['aks-dev'] }, false],
  ['a tag, whose name has no case', { tags: { env: ['test', 'dev'] } }, true],
  ['a tag with another value', { tags: { env: ['prod'] } }, false],
  ['a tag and a name that both fit', { names: ['aks-*'], tags: { team: ['sh*'] } }, true],
  ['a name that fits and a tag that does not', { names: ['aks-*'], tags: { team: ['x'] } }, false],
  ['nothing at all', {}, false],
  ['no tag of none', { tags: {} }, false],
])('a cluster is meant by %s: %o → %s', (_what, scope, fits) => {
  expect(fitsScope(scope, cluster)).toBe(fits);
});

test('a finding whose waiver is over is new again, and because of that', () => {
  const before = report(result('a', 'fail'));
  const previous = applyWaivers(before, [waiver('a')], now);
  const current = { ...applyWaivers(before, [waiver('a')], new Date(later)), takenAt: later };
  expect(compare(previous, current).new).toEqual(['a']);
  const question = { previous, found: ['a'], changes: [] };
  expect(whyNew({ ...question, current })).toEqual({ a: { kind: 'waiver-ended', until: later } });
  expect(whyNew({ ...question, current: before })).toEqual({
    a: { kind: 'waiver-ended', until: null },
  });
});

const checks = ['a', 'b', 'c', 'd'];
const objects = ['user1', 'user2'];
const notRead = { message: 'not read', evidence: [seen('user9')] };
const results = fc.tuple(
  ...checks.map((check) =>
    fc
      .record({
        outcome: fc.constantFrom<OutcomeKind>('pass', 'fail', 'unknown', 'not-applicable'),
        severity: fc.constantFrom<CheckResult['severity']>('critical', 'high', 'medium', 'info'),
        evidence: fc
          .subarray([undefined, ...objects], { minLength: 1 })
          .map((each) => each.map(seen)),
        unclear: fc.option(fc.constant<CheckResult['unclear']>(notRead), { nil: undefined }),
      })
      .map((more) => result(check, more.outcome, more)),
  ),
);
const waivers = fc.array(
  fc
    .record({
      id: fc.uuid(),
      check: fc.constantFrom(...checks),
      until: fc.constantFrom(earlier, now.toISOString(), later, '2027-01-01T00:00:00.000Z'),
      scope: fc.constantFrom<WaiverScope>(
        { names: ['*'] },
        { names: ['x'] },
        { tags: { env: ['dev'] } },
      ),
      object: fc.constantFrom(undefined, ...objects),
    })
    .map(({ object, ...more }) => waiver(more.check, { ...more, ...(object && { object }) })),
  { maxLength: 8 },
);
const grades = 'FEDCBA';

describe('whatever is waived', () => {
  it('lowers neither score nor grade', () => {
    fc.assert(
      fc.property(results, waivers, (all, some) => {
        const before = report(...all);
        const after = applyWaivers(before, some, now);
        expect(after.score).toBeGreaterThanOrEqual(before.score);
        expect(grades.indexOf(after.grade)).toBeGreaterThanOrEqual(grades.indexOf(before.grade));
      }),
    );
  });

  it('is never better than a pass', () => {
    fc.assert(
      fc.property(results, waivers, (all, some) => {
        const after = applyWaivers(report(...all), some, now);
        const mended = sumUp(
          after.results.map((each) =>
            each.outcome === 'waived' ? { ...each, outcome: 'pass' as const } : each,
          ),
        );
        expect(mended.score).toBeGreaterThanOrEqual(after.score);
        expect(grades.indexOf(mended.grade)).toBeGreaterThanOrEqual(grades.indexOf(after.grade));
      }),
    );
  });

  it('was a finding, and every unknown is still one', () => {
    fc.assert(
      fc.property(results, waivers, (all, some) => {
        applyWaivers(report(...all), some, now).results.forEach((after, index) => {
          const was = all[index]?.outcome;
          if (after.outcome === 'waived') expect(was).toBe('fail');
          if (was !== 'fail') expect(after).toEqual(all[index]);
        });
      }),
    );
  });

  it('does not depend on the order of the waivers', () => {
    fc.assert(
      fc.property(
        results,
        waivers.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        (all, [some, shuffled]) => {
          expect(applyWaivers(report(...all), shuffled, now)).toEqual(
            applyWaivers(report(...all), some, now),
          );
        },
      ),
    );
  });

  it('is nothing where all waivers are over', () => {
    fc.assert(
      fc.property(results, waivers, (all, some) => {
        const over = some.map((each) => ({ ...each, until: earlier }));
        const { lapsed: _lapsed, ...after } = applyWaivers(report(...all), over, now);
        expect(after).toEqual(report(...all));
      }),
    );
  });
});
