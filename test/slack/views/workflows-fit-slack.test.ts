import { expect, test } from 'vitest';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf, withinBudget } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { freezeList } from '../../../src/slack/views/freeze-list.ts';
import {
  countsOf,
  leftOut,
  noticePieces,
  offerMenu,
} from '../../../src/slack/views/workflow-notices.ts';
import type { Notice } from '../../../src/workflows/define-runner.ts';
import { workflowSchema } from '../../../src/workflows/schema.ts';

const nasty = '<&>'.repeat(400);

function notices(count: number): Notice[] {
  return Array.from({ length: count }, (_none, index) => ({
    ...{ fingerprint: `f${index}`, severity: 'high' as const, clusterIds: ['/c'], text: nasty },
    change: index % 2 === 0 ? ('new' as const) : ('resolved' as const),
    remedy: { action: 'audit-logs', clusterId: `/c/${'x'.repeat(200)}`, params: {} },
  }));
}

test.each([0, 1, 1_000])('%i freezes fit', (count) => {
  const said = Array.from({ length: count }, (_none, index) => ({
    ...{ id: `${index}`, filter: nasty, reason: nasty, endedAt: null, endedBy: null },
    ...{ beginsAt: new Date(), until: new Date(), createdBy: { teamId: 'T', userId: 'U0CHEN00' } },
  }));
  const { blocks } = freezeList({ said, written: [] });
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(charactersOf(blocks)).toBeLessThan(12_000);
});

test.each([0, 1, 1_000])('%i notices fit, and so does what a workflow offers for them', (count) => {
  const workflow = workflowSchema.parse({
    ...{ name: 'w', description: 'd', on: 'command', clusters: 'all', run: 'posture' },
    offer: ['audit-logs'],
  });
  const all = notices(count);
  const { store: _, ...drawing } = createDrawing();
  const offer = offerMenu([{ message: { notices: all }, workflow }], drawing);
  const { blocks, left } = withinBudget([...noticePieces(all), ...offer], {
    ...{ blocks: 40, characters: 11_000 },
  });
  const drawn = [...blocks, ...leftOut(left)];
  expect(validateBlocks(drawn, 'message')).toEqual([]);
  // What does not fit is said to be left out.
  expect(JSON.stringify(drawn).includes('Not all of this fits here')).toBe(count === 1_000);
  expect(offer).toHaveLength(count > 0 ? 1 : 0);
  const expected = count === 1_000 ? '500 new, 500 resolved' : count === 1 ? '1 new' : '';
  expect(countsOf(all)).toBe(expected);
  expect(countsOf(all.map((each) => ({ ...each, heading: 'Nodes' })))).toBe(
    count > 0 ? `Nodes (${count})` : '',
  );
});
