import { expect, it } from 'vitest';
import { sayTold } from '../../../src/slack/views/workflow-run.ts';

const nothing = { summary: '', differences: 0, isList: false, messages: [] };

it('says of a look at logs that its alerts are told by themselves, and not that nobody was told', () => {
  for (const run of ['forbidden', 'detections', 'can-i-burst']) {
    const said = sayTold({ content: { run }, result: nothing });
    expect(said).toContain('alerts have messages of their own');
    expect(said).not.toContain('nobody was told');
  }
  expect(sayTold({ content: { run: 'posture' }, result: nothing })).toBe(
    'Nothing is different since the last run; nobody was told.',
  );
});
