import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WaiverValue } from '../../../src/posture/waivers/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { waiveInput, modal as waiveModal } from '../../../src/slack/modals/waive.ts';
import { waiverCard } from '../../../src/slack/views/waiver-card.ts';
import { waiverList } from '../../../src/slack/views/waiver-list.ts';
import { waiverNote } from '../../../src/slack/views/waiver-note.ts';
import { waiverReminder } from '../../../src/slack/views/waiver-reminder.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

/** What people and attackers put into names and reasons, short and far too long. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.constantFrom('<!channel> now', '<https://evil.example|click>', '& < >', '*bold* _it_ `x`'),
  fc.string({ minLength: 2000, maxLength: 4000 }),
  fc.constant('&'.repeat(3000)),
);
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const time = fc.constant('2026-11-20T10:15:00.000Z');
const person = fc.record({
  teamId: fc.constant('T0DRAWBRG'),
  userId: fc.constantFrom('U0RIVERA', 'U0CHEN00', 'drawbridge'),
  name: text,
});
const clusterId = fc.constant('/subscriptions/s/resourceGroups/g/providers/x/managedClusters/c');

const waiver: fc.Arbitrary<WaiverValue> = fc.record({
  id: fc.uuid(),
  version: fc.nat(9),
  state: fc.constantFrom(
    ...(['waiting', 'active', 'rejected', 'expired', 'withdrawn'] as const),
    ...(['renewed', 'revoked', 'lapsed'] as const),
  ),
  source: fc.constantFrom('slack' as const, 'file' as const),
  check: fc.constantFrom('AKS-API-001', 'AKS-NODE-002'),
  title: text,
  severity: fc.constantFrom('critical', 'high', 'medium', 'low', 'info' as const),
  why: fc.oneof(text, fc.constant('')),
  scope: fc.constantFrom<WaiverValue['scope']>({ ids: ['/x'] }, { tags: { env: ['dev'] } }),
  where: text,
  clusters: fc.array(fc.record({ id: clusterId, name: text, tags: fc.constant({}) }), {
    maxLength: 3,
  }),
  object: nullable(text),
  reason: text,
  owner: text,
  approvedBy: fc.array(text, { maxLength: 3 }),
  until: time,
  place: nullable(text),
  requester: nullable(person),
  origin: fc.constant(null),
  finding: nullable(
    fc.record({
      clusters: fc.nat(400),
      failing: fc.nat(400),
      seen: fc.array(
        fc.record({
          ...{ clusterId, name: text, takenAt: time, message: text },
          evidence: fc.array(
            fc.record({ path: text, value: fc.oneof(fc.json(), text), object: text }),
            { maxLength: 8 },
          ),
        }),
        { maxLength: 5 },
      ),
    }),
  ),
  hash: nullable(fc.constant('a'.repeat(64))),
  renews: fc.constant(null),
  approval: nullable(
    fc.record({
      need: fc.integer({ min: 1, max: 3 }),
      approverGroups: fc.array(fc.constantFrom('aks-approvers', 'S0APPROV'), { maxLength: 2 }),
      approverUsers: fc.array(fc.constant('U0CHEN00'), { maxLength: 1 }),
      decisions: fc.array(
        fc.record({
          ...{ person, reason: nullable(text), at: time },
          decision: fc.constantFrom('approve' as const, 'reject' as const),
        }),
        { maxLength: 3 },
      ),
    }),
  ),
  expiresAt: nullable(time),
  createdAt: time,
  endedAt: nullable(time),
  endedBy: nullable(person),
  can: fc.record({
    ...{ decide: fc.boolean(), withdraw: fc.boolean() },
    ...{ revoke: fc.boolean(), renew: fc.boolean() },
  }),
});

describe('a waiver', () => {
  it('is legal for Slack on card, note and reminder, whatever it holds, and harmless', () => {
    fc.assert(
      fc.property(waiver, fc.constantFrom(7, 1, null), (value, days) => {
        expectLegal(waiverCard(value, createDrawing()));
        expectLegal(waiverNote(value, createDrawing()));
        expectLegal(waiverReminder({ waiver: value, days }, createDrawing()));
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('is listed with all others within the limits, and none is left out silently', () => {
    const some = fc.array(waiver, { maxLength: 40 });
    const groups = fc.record({ waiting: some, soon: some, later: some, lapsed: some });
    fc.assert(
      fc.property(groups, (all) => {
        const blocks = waiverList(all, createDrawing());
        expectLegal({ text: 'waivers', blocks });
        const shown = blocks.filter((block) => 'accessory' in block).length;
        const count = Object.values(all).flat().length;
        if (shown < count)
          expect(JSON.stringify(blocks)).toMatch(
            new RegExp(`${count - shown} more waivers? did not fit here`),
          );
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});

describe('the form for a waiver', () => {
  it('is legal for Slack, and so is what travels with it', () => {
    const ids = fc.array(
      fc.integer({ min: 1, max: 999 }).map((number) => `AKS-NODE-${number}`),
      { minLength: 1, maxLength: 150 },
    );
    fc.assert(
      fc.property(
        ids,
        fc.array(text, { maxLength: 30 }),
        fc.record({ reason: text, object: text, days: fc.integer({ min: 1, max: 900 }) }),
        fc.integer({ min: 1, max: 730 }),
        text,
        (checks, objects, preset, maxDays, where) => {
          const view = waiveModal.view(
            waiveInput({
              ...{ checks: [...new Set(checks)], objects, preset, maxDays },
              ...{ where: where.slice(0, 120), scope: { ids: ['/subscriptions/s/x'] } },
            }),
            {},
          );
          expect(validateBlocks(view.blocks as never, 'modal')).toEqual([]);
          expect(view.private_metadata?.length).toBeLessThanOrEqual(3000);
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
