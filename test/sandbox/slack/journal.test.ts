import { expect, test } from 'vitest';
import { createJournal } from '../../../src/sandbox/slack/journal.ts';

test('the journal forgets the oldest entries, so that a sandbox may run for days', () => {
  const journal = createJournal({ clock: () => 1 });
  for (let index = 0; index < 25_000; index += 1) journal.add({ kind: 'act', name: `n${index}` });
  const entries = journal.entries();
  expect(entries.length).toBeLessThanOrEqual(22_000);
  expect(entries.at(-1)).toEqual({ at: 1, kind: 'act', name: 'n24999' });
});
