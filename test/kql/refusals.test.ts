import { describe, expect, it } from 'vitest';
import { KqlError } from '../../src/kql/error.ts';
import { loadKql } from '../../src/kql/index.ts';
import { logTables } from '../../src/kql/schemas.ts';
import type { Table } from '../../src/kql/types.ts';
import { loadBefore, run } from './support/evaluate.ts';

loadBefore();

const tables: Record<string, Table> = Object.fromEntries(
  logTables.map((table) => [table.name, { ...table, rows: [] }]),
);

function errorOf(query: string): KqlError {
  try {
    run(query, tables);
  } catch (error) {
    if (error instanceof KqlError) {
      return error;
    }
    throw error;
  }
  throw new Error(`${query} ran`);
}

describe('what is not implemented is refused by its name, before a row is read', () => {
  it.each([
    ['AKSAudit | sample 1', "The operator 'sample'"],
    ['AKSAudit | top-nested 1 of Verb by count()', "The operator 'top-nested'"],
    ['AKSAudit | make-series count() on TimeGenerated step 1h', "The operator 'make-series'"],
    ['AKSAudit | evaluate bag_unpack(User)', "The operator 'evaluate'"],
    ['AKSAudit | search "x"', "The operator 'search'"],
    ['AKSAudit | as A', "The operator 'as'"],
    ['AKSAudit | getschema', "The operator 'getschema'"],
    ['AKSAudit | parse kind=regex Verb with "a" B', 'parse kind=regex'],
    ['AKSAudit | serialize r = row_number()', 'serialize with columns'],
    ['union kind=inner AKSAudit, AKSAuditAdmin', 'union kind=inner'],
    ['AKSAudit | project rand()', 'The function rand()'],
    ['AKSAudit | summarize hll(Verb)', 'The function hll()'],
    ['AKSAudit | project x = decimal(1.5)', 'The type decimal'],
    ['AKSAudit | project x = User.a + 1', 'dynamic + long (convert the dynamic first)'],
    ['set truncationmaxsize=1; AKSAudit', "The statement 'set'"],
    ['declare query_parameters(x: string); AKSAudit', 'A query whose parameters have no values'],
  ])('%s', (query, message) => {
    expect(errorOf(query)).toMatchObject({
      code: 'not-implemented',
      message: expect.stringContaining(message),
    });
  });
});

describe('a mistake has the service’s code and its place', () => {
  it.each([
    ['AKSAudit | where Verbb == "get"', 'SEM0100', 17, 5],
    ['Nothing | take 1', 'SEM0100', 0, 7],
    ['AKSAudit | where nothing(Verb)', 'SEM0260', 17, 7],
    ['AKSAudit | where', 'SYN0002', 16, 0],
  ])('%s', (query, code, start, length) => {
    expect(errorOf(query)).toMatchObject({ code, start, length });
  });

  it('does not compare values of different types', () => {
    expect(errorOf('AKSAudit | where Verb == 1')).toMatchObject({ code: 'SEM0064' });
    expect(errorOf('AKSAudit | where Verb in (1)')).toMatchObject({ code: 'SEM0064' });
    expect(errorOf('AKSAudit | where User.a == User.b')).toMatchObject({ code: 'SEM0064' });
  });
});

describe('check', () => {
  it('says what the parser and the binder say', async () => {
    const kql = await loadKql();
    expect(kql.check('AKSAudit | where Verb == "get"', logTables)).toEqual([]);
    expect(kql.check('AKSAudit | where Verbb == "get"', logTables)).toEqual([
      {
        severity: 'error',
        code: 'KS142',
        message: expect.stringContaining("'Verbb'"),
        start: 17,
        length: 5,
      },
    ]);
    expect(kql.check('AKSAudit | summarize count() by User', logTables)[0]?.code).toBe('KS116');
    expect(kql.check('Nothing | take 1', logTables)[0]?.code).toBe('KS204');
  });
});
