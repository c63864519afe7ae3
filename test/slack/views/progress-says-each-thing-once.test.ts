import { expect, test } from 'vitest';
import type { ChangeValue } from '../../../src/remediation/types.ts';
import { progressPlan } from '../../../src/slack/views/change-progress.ts';

const at = '2026-11-24T04:38:00.000Z';

function drawn(...notes: string[]): string {
  const value = {
    ...{ id: 'c', kind: 'change', state: 'applying', step: 1, notes: [] },
    plan: {
      steps: [
        { title: 'Control plane', detail: 'away for moments' },
        { title: 'Pool system', detail: '3 nodes are emptied' },
      ],
    },
    stepsDone: [{ at, note: 'it runs 1.36.5' }],
  } as unknown as ChangeValue;
  return JSON.stringify(
    progressPlan({ ...value, notes: notes.map((text) => ({ at, text })) } as ChangeValue),
  );
}

test('how a step ended stands at that step alone', () => {
  const words = drawn('Control plane: it runs 1.36.5.');
  expect(words.match(/it runs 1\.36\.5/g)).toHaveLength(1);
  expect(words).toContain('3 nodes are emptied');
});

test('what is newest about the step under way stands there', () => {
  const words = drawn('Control plane: it runs 1.36.5.', 'Azure is carrying it out.');
  expect(words).toContain('Azure is carrying it out.');
  expect(words).not.toContain('3 nodes are emptied');
});
