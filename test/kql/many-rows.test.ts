import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { logTables } from '../../src/kql/schemas.ts';
import type { Table } from '../../src/kql/types.ts';
import { loadBefore, run } from './support/evaluate.ts';

loadBefore();

const query = readFileSync(new URL('./queries/forbidden-by-actor.kql', import.meta.url), 'utf8');
const cluster = /_ResourceId =~ "([^"]+)"/.exec(query)?.[1];

/** Denials of a few actors, made one by one as they are read; `pulled` counts them. */
function source(count: number): { table: Table; pulled(): number } {
  const schema = logTables.find((table) => table.name === 'AKSAudit');
  if (!schema) {
    throw new Error('AKSAudit has no schema');
  }
  let pulled = 0;
  const rows = {
    *[Symbol.iterator]() {
      for (let i = 0; i < count; i++) {
        pulled++;
        yield {
          _ResourceId: cluster,
          TimeGenerated: '2026-06-01T11:44:31.5Z',
          Stage: 'ResponseComplete',
          AuditId: `id-${i % 1000}`,
          Verb: 'list',
          User: { username: `user-${i % 20}@contoso.com` },
          ObjectRef: { resource: 'secrets', namespace: `ns-${i % 3}` },
          ResponseStatus: { code: i % 2 === 0 ? 403 : 200, message: 'secrets is forbidden' },
          Annotations: { 'authorization.k8s.io/decision': 'forbid' },
          SourceIps: ['203.0.113.10', '172.31.0.1'],
        };
      }
    },
  };
  return { table: { ...schema, rows }, pulled: () => pulled };
}

describe('many rows', () => {
  it('summarises 100,000 rows', () => {
    const { table } = source(100_000);
    const { rows } = run(query, { AKSAudit: table });
    expect(rows).toHaveLength(30);
  });

  it('reads no more rows than it needs', () => {
    const { table, pulled } = source(100_000);
    const { rows } = run('AKSAudit | where Verb == "list" | extend a = 1 | take 3', {
      AKSAudit: table,
    });
    expect(rows).toHaveLength(3);
    expect(pulled()).toBe(3);
  });
});
