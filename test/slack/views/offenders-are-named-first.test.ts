import { expect, test } from 'vitest';
import type { CheckResult } from '../../../src/posture/types.ts';
import { evidenceInWords } from '../../../src/slack/views/posture-words.ts';

const readAt = '2026-11-24T00:00:00Z';
const count = { path: 'workloads', value: '29 read', source: 'Kubernetes API', readAt };
const offender = { ...count, path: 'spec.hostPID', value: true, object: 'Deployment shop/web' };

function cell(evidence: CheckResult['evidence']): string {
  return evidenceInWords({ outcome: 'fail', message: 'm', evidence } as CheckResult);
}

test('a cell names an offender rather than how many were read', () => {
  expect(cell([count, offender])).toBe('Deployment shop/web: spec.hostPID = true (+1)');
  const nameless = { ...offender, object: '5080593c-7a58-4c4c-8abb-7caa0ce94b58' };
  expect(cell([count, nameless])).toBe('workloads = 29 read (+1)');
  expect(cell([count])).toBe('workloads = 29 read');
});
