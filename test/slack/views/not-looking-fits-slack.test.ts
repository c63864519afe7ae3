import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BlindValue } from '../../../src/forbidden/alerts/blind.ts';
import { lookingAgain } from '../../../src/slack/views/looking-again.ts';
import { notLooking } from '../../../src/slack/views/not-looking.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.constantFrom('<!channel> now', '<https://evil.example|click>', '& < >', '*bold* _it_ `x`'),
  fc.constant('&'.repeat(3000)),
);
const time = fc.constant('2026-11-24T02:10:00.000Z');
const cluster = fc.record({
  ...{ clusterId: text, name: text, code: text, why: text },
  since: fc.option(time),
  seenAgain: fc.option(time),
});
const blind: fc.Arbitrary<BlindValue> = fc.record({
  id: fc.uuid(),
  state: fc.constantFrom('open', 'resolved' as const),
  clusters: fc.oneof(
    fc.array(cluster, { maxLength: 3 }),
    fc.array(cluster, { minLength: 60, maxLength: 60 }),
  ),
  openedAt: time,
  resolvedAt: fc.option(time),
  gaps: fc.array(fc.record({ clusterId: text, from: time, until: time, isGivenUp: fc.boolean() }), {
    maxLength: 3,
  }),
});

it('the alarm and its end are legal, however many clusters it is about', () => {
  fc.assert(
    fc.property(blind, (value) => {
      for (const rendered of [notLooking(value), lookingAgain(value)]) {
        expectLegal(rendered);
        expect(rendered.text).not.toMatch(/<!channel>|<https:\/\/evil/);
      }
    }),
    { numRuns: 100 },
  );
});
