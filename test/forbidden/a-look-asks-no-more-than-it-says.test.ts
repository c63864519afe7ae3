/** docs/forbidden.md says how many queries a look is. */
import { expect, test } from 'vitest';
import { detections } from '../../src/forbidden/detections/index.generated.ts';
import { lookingAt } from './support/looking-at.ts';

test('two queries for each table, three more about what else happened, and one for each detection', async () => {
  const { look, asked } = await lookingAt(['aks-prod-weu']);
  await look();
  expect(asked).toHaveLength(2);
  asked.splice(0);
  await look({ around: true });
  expect(asked).toHaveLength(5);
  asked.splice(0);
  const found = await look({ refusals: false, detections });
  // Impersonation is in no column of this table.
  expect(asked).toHaveLength(1 + detections.length - 1);
  expect(found[0]?.source?.blind.join(' ')).toContain('Somebody acted as somebody else');
});
