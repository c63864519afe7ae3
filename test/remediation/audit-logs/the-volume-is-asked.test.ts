import { expect, test } from 'vitest';
import { loadKql } from '../../../src/kql/index.ts';
import { logTables } from '../../../src/kql/schemas.ts';
import { volumeQuery } from '../../../src/remediation/actions/audit-logs/volume.ts';

test.each(['AKSAudit', 'AKSAuditAdmin'] as const)('%s', async (table) => {
  const kql = await loadKql();
  const schema = logTables.find(({ name }) => name === table);
  if (!schema) throw new Error(`no table ${table}`);
  const query = volumeQuery(table);
  expect(kql.check(query, [schema])).toEqual([]);
  const sizes = [3, 9, 1, 7, 5, 2, 9].map((size, index) => [`c${index % 6}`, size] as const);
  const { rows } = kql.run(query, {
    tables: {
      [table]: {
        ...schema,
        rows: sizes.map(([id, size]) => ({ _ResourceId: id, _BilledSize: size })),
      },
    },
    now: new Date('2026-11-24T00:00:00Z'),
  });
  expect(rows).toEqual([
    ['c0', 12],
    ['c1', 9],
    ['c3', 7],
    ['c4', 5],
    ['c5', 2],
  ]);
});
