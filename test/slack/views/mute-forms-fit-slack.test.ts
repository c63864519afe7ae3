import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sighting } from '../../../src/forbidden/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { modal, muteInput } from '../../../src/slack/modals/mute.ts';
import { muteList } from '../../../src/slack/views/mute-list.ts';

const hostile = fc.oneof(
  fc.string({ minLength: 1, maxLength: 80, unit: 'grapheme' }),
  fc.constantFrom(
    '<!channel> now',
    '"'.repeat(300),
    '\u0000'.repeat(200),
    '\ud800'.repeat(80),
    '\\'.repeat(300),
    '&'.repeat(3000),
  ),
);
const now = new Date('2026-11-24T02:10:00Z');
const day = { day: '2026-11-24', alerts: 1, calls: 100_000 };
const cover = fc.record({
  ...{ detection: hostile, actor: hostile, kind: hostile, resourceClass: hostile },
  ...{ namespace: hostile, address: hostile },
  ...{ addresses: fc.constant([]), agents: fc.constant([]) },
});
const preview = fc.record({
  kind: fc.constantFrom('alert', 'actor', 'namespace', 'address', 'everywhere' as const),
  cover,
  clusterId: fc.option(hostile),
  ...{ alerts: fc.nat(1000), calls: fc.nat(100_000) },
  days: fc.constant(Array.from({ length: 15 }, () => day)),
  examples: fc.array(
    fc.record({
      ...{ alertId: fc.uuid(), clusterId: hostile, actor: hostile, kind: hostile },
      ...{ resourceClass: hostile, calls: fc.nat(), lastCallAt: fc.constant(now.toISOString()) },
      severity: fc.constantFrom('critical', 'low' as const),
    }),
    { maxLength: 5 },
  ),
  graveAt: fc.option(fc.constant('2026-11-23T02:10:00.000Z')),
  knownSince: fc.option(fc.constantFrom('2026-11-23T02:10:00.000Z', '2026-01-23T02:10:00.000Z')),
});

test('the form behind “Mute…” fits, whatever callers are called', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(preview, { minLength: 1, maxLength: 5, selector: ({ kind }) => kind }),
      hostile,
      async (previews, title) => {
        const input = await muteInput(
          {
            alerts: { previewMutes: async () => previews, config: { longestMute: 9e9 } } as never,
            now: () => now,
          },
          {
            muted: { runId: '3f0e9c1a-0000-4000-8000-000000000000', fingerprint: 'f'.repeat(64) },
            found: {
              subject: { sighting: {} as Sighting },
              title,
              reported: 14,
              severity: 'high',
              cluster: { id: 'x', name: 'x', tags: {} },
            },
          },
        );
        const view = modal.view(input as never, { channel: 'C0PLATFRM', threadTs: '1.1' });
        expect(view.private_metadata?.length).toBeLessThanOrEqual(3000);
        expect(validateBlocks(view.blocks, 'modal')).toEqual([]);
        const marked = view.blocks.filter(({ type }) => type === 'section');
        expect(JSON.stringify(marked)).not.toContain('<!channel>');
      },
    ),
    { numRuns: 100 },
  );
});

test('lists of mutes fit: none, one, and a thousand', () => {
  const { store: _, ...drawing } = createDrawing();
  const person = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };
  const mute = {
    ...{
      id: 'x',
      version: 0,
      state: 'active' as const,
      clusterId: 'c',
      where: '<!channel>'.repeat(9),
    },
    cover: { detection: 'forbidden', actor: '&'.repeat(400), addresses: [], agents: [] },
    ...{ reason: '<'.repeat(500), until: now, createdBy: person, createdAt: now },
    ...{ editedBy: person, editedAt: now, endedBy: null, endedAt: null },
  };
  for (const count of [0, 1, 1000]) {
    const blocks = muteList(
      Array.from({ length: count }, () => mute),
      drawing,
    );
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(JSON.stringify(blocks)).not.toContain('<!channel>');
  }
});
