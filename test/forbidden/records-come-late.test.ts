import { expect, test } from 'vitest';
import { isUnseen, lateWords } from '../../src/forbidden/late.ts';
import type { ClusterLook } from '../../src/forbidden/types.ts';

const to = '2026-11-24T04:00:00.000Z';
const source: ClusterLook['source'] = { workspaceId: 'w', table: 'AKSAudit', blind: [] };

function look(change: Partial<ClusterLook>) {
  const window = { from: '2026-11-24T00:00:00.000Z', to };
  return { window, source, problem: null, newest: '2026-11-24T03:50:00Z', ...change };
}
const short = { window: { from: '2026-11-24T03:55:00.000Z', to }, newest: to };

test.each<[string, Partial<ClusterLook>, string | null, boolean]>([
  ['records until a little before', {}, null, false],
  ['until long before', { newest: '2026-11-24T02:10:30.5Z' }, 'is of 2026-11-24 02:10 UTC', false],
  ['until before it began', { newest: '2026-11-23T02:10:00Z' }, 'is of 2026-11-23 02:10', true],
  ['the last minutes alone', short, 'more may be known later', false],
  ['the last minutes of a file', { ...short, source: null }, null, false],
  ['a query that failed', { problem: { code: 'x', message: 'y' }, newest: null }, null, true],
])('%s', (_, change, words, unseen) => {
  const said = lateWords(look(change));
  if (words === null) expect(said).toBeNull();
  else expect(said).toContain(words);
  expect(isUnseen(look(change))).toBe(unseen);
});
