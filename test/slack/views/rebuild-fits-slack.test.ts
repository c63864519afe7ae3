import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rebuild } from '../../../src/posture/rebuild/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { type RebuildValue, rebuildMessage } from '../../../src/slack/views/rebuild.ts';
import { fleetSnapshots, rebuilt } from '../../posture/rebuild/support/pretend.ts';

const requestedBy = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };

function drawn(value: RebuildValue) {
  const { store: _, ...drawing } = createDrawing();
  return rebuildMessage(value, {
    ...drawing,
    now: new Date(),
    state: {},
    page: 0,
    slashCommand: '/aks',
  });
}

function done(made: Rebuild): RebuildValue {
  const { id: clusterId, name } = made.cluster;
  return { clusterId, name, requestedBy, run: { state: 'done', made } };
}

test.each(fleetSnapshots().map((snapshot) => [snapshot.cluster.name, snapshot] as const))(
  'the summary of %s is legal, with its file',
  (_, snapshot) => {
    const { made } = rebuilt(snapshot);
    const { blocks, attachment, text } = drawn(done(made));
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(text).toContain(made.cluster.name);
    expect(attachment).toMatchObject({ filename: `${made.newName}.bicep`, content: made.bicep });
  },
);

test('it stays legal and harmless whatever names and reasons hold', () => {
  const base = fleetSnapshots()[0] as ReturnType<typeof fleetSnapshots>[number];
  const { made } = rebuilt(base);
  const hostile = fc.oneof(
    fc.constantFrom('<!channel>', '<https://evil.example|x>', '*b* `c` & >'),
    fc.string({ minLength: 1, maxLength: 4000 }),
  );
  fc.assert(
    fc.property(hostile, fc.array(hostile, { maxLength: 30 }), (name, whys) => {
      const left = whys.map((why) => ({ path: why, why }));
      const parameters = whys.map((description) => ({
        name: 'x',
        type: 'string' as const,
        description,
      }));
      const value = done({ ...made, cluster: { ...made.cluster, name }, left, parameters });
      const { blocks } = drawn(value);
      expect(validateBlocks(blocks, 'message')).toEqual([]);
      expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
      const mrkdwn = JSON.stringify(blocks.filter(({ type }) => type !== 'header'));
      expect(mrkdwn).not.toMatch(/<!channel>|<https:\/\/evil/);
    }),
    { numRuns: 60 },
  );
});

test.each([
  { state: 'running' as const },
  { state: 'failed' as const, message: '<!here> denied', hint: 'ask' },
])('a run that is $state is told in a line', (run) => {
  const { blocks, text } = drawn({ clusterId: '/c', name: 'aks-a', requestedBy, run });
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(text).toContain('aks-a');
  expect(JSON.stringify(blocks)).not.toContain('<!here>');
});
