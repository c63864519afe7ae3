import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../../src/fleet/snapshot.ts';
import { loadDriftConfig } from '../../../src/posture/drift/config.ts';
import type { DriftReport } from '../../../src/posture/drift/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { type DriftValue, driftMessage } from '../../../src/slack/views/drift.ts';
import { driftOf, fleetSnapshots, group } from '../../posture/drift/support.ts';

const requestedBy = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };

function drawn(run: DriftValue['run'], { filter = 'tag:app=shop', page = 0 } = {}) {
  const { store: _, ...drawing } = createDrawing();
  const value = { driftRunId: 'run', filter, requestedBy, of: 9, run };
  return driftMessage(value, {
    ...drawing,
    now: new Date(),
    state: { page },
    page,
    slashCommand: '/aks',
  });
}

function done(report: DriftReport): DriftValue['run'] {
  return { state: 'done', finishedAt: '2026-11-23T12:00:00.000Z', report };
}

/** More clusters than a table has columns. */
function many(copies: number): Snapshot[] {
  return Array.from({ length: copies }, (_, copy) =>
    fleetSnapshots().map((snapshot) => ({
      ...snapshot,
      cluster: {
        ...snapshot.cluster,
        id: `${snapshot.cluster.id}-${copy}`,
        name: `${snapshot.cluster.name}-${copy}`,
      },
    })),
  ).flat();
}

test('headline first, then who is weaker, then the table, marked in words', () => {
  const { blocks, text, attachment } = drawn(done(driftOf(group('shop'))));
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(text).toMatch(
    /^\d+ settings and \d+ checks differ over 9 clusters, \d+ weaken production \(tag:app=shop\)/,
  );
  const words = JSON.stringify(blocks);
  const places = ['checks differ', 'Production is weaker', 'Weaker than production', 'Most have'];
  const found = places.map((part) => words.indexOf(part));
  expect(found).not.toContain(-1);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(words).toContain('(odd one out)');
  expect(words).toContain('the file below holds everything');
  expect(attachment?.filename).toBe('drift-tag-app-shop.md');
  expect(attachment?.content).toContain('## What differs');
});

test('every page of the table is legal, and all rows are on one of them', () => {
  const report = driftOf(group('shop'));
  const seen = new Set<string>();
  for (let page = 0; page < 30; page += 1) {
    const { blocks } = drawn(done(report), { page });
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
    const table = blocks.find((block) => block.type === 'data_table');
    if (!table || !('rows' in table)) throw new Error('no table');
    for (const row of table.rows.slice(1)) seen.add(JSON.stringify(row[0]));
    if (!JSON.stringify(blocks).includes('Show more')) break;
  }
  expect(seen.size).toBe(report.rows.length);
});

test('with more clusters than columns, those that differ most are shown, and that is said', () => {
  const report = driftOf(many(3));
  const { blocks, attachment } = drawn(done(report));
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  const table = blocks.find((block) => block.type === 'data_table');
  expect(table && 'rows' in table && table.rows[0]).toHaveLength(20);
  expect(JSON.stringify(blocks)).toContain(
    `shows the 18 clusters that differ most; the other ${report.clusters.length - 18} are in the file`,
  );
  for (const { name } of report.clusters)
    expect(attachment?.content).toContain(name.replaceAll('_', '\\_'));
});

test('what is allowed is counted with its reason, and never dropped', () => {
  const yaml =
    'drift: { allowed: [{ setting: properties.disableLocalAccounts, clusters: all, reason: "<!here> *meant*" }] }';
  const { blocks } = drawn(done(driftOf(group('shop'), loadDriftConfig(yaml))));
  const words = JSON.stringify(blocks);
  expect(words).toContain('*1 difference allowed*');
  expect(words).toContain('&lt;!here&gt;');
});

test('it stays legal and harmless whatever names, values and reasons hold', () => {
  const base = driftOf(group('shop'));
  const hostile = fc.oneof(
    fc.constantFrom('<!channel>', '<https://evil.example|x>', '*b* `c` & >', '|\n# x'),
    fc.string({ minLength: 1, maxLength: 4000 }),
  );
  fc.assert(
    fc.property(hostile, hostile, fc.nat({ max: 30 }), (name, text, count) => {
      const report: DriftReport = {
        ...base,
        clusters: base.clusters.map((cluster) => ({ ...cluster, name, environment: text })),
        unread: Array.from({ length: count }, () => ({ id: name, name, reason: text })),
        rows: base.rows.map((row) => ({
          ...row,
          majority: text,
          cells: row.cells.map((cell) =>
            cell.kind === 'value' ? { ...cell, text, allowed: text } : cell,
          ),
        })),
        notCompared: [{ reason: text, clusters: [name], questions: [name] }],
      };
      const { blocks } = drawn(done(report), { filter: name });
      expect(validateBlocks(blocks, 'message')).toEqual([]);
      expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
      const mrkdwn = JSON.stringify(
        blocks.filter(({ type }) => type !== 'header' && type !== 'data_table'),
      );
      expect(mrkdwn).not.toMatch(/<!channel>|<https:\/\/evil/);
    }),
    { numRuns: 60 },
  );
});

test.each<[string, DriftReport]>([
  ['nothing differs', driftOf(group('shop').slice(0, 1))],
  ['one cluster alone could be read', driftOf([])],
])('when %s, the message is legal', (_, report) => {
  expect(validateBlocks(drawn(done(report)).blocks, 'message')).toEqual([]);
});

test.each<DriftValue['run']>([
  { state: 'running', done: 3, failed: 1, waiting: 'waiting 4 s <!here>' },
  { state: 'failed', message: '<!here> denied', hint: 'ask' },
])('a run that is $state is told in a line', (run) => {
  const { blocks } = drawn(run);
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(JSON.stringify(blocks)).not.toContain('<!here>');
});
