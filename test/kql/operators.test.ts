import { describe, expect, it } from 'vitest';
import type { Table } from '../../src/kql/types.ts';
import { loadBefore, objects, run } from './support/evaluate.ts';

loadBefore();

function rows(query: string): unknown[][] {
  return run(query).rows;
}

const fruit = `let Fruit = datatable(Name: string, Colour: string, Version: int) [
  "Apple", "Red", 1, "Apple", "Green", int(null), "Banana", "Yellow", int(null),
  "Banana", "Green", int(null), "Pear", "Brown", 1, "Pear", "Green", 2]; `;

describe('rows', () => {
  it('drops the rows for which where is null', () => {
    const data = 'datatable(i: int, s: string)[5, "a", int(null), "b"]';
    expect(rows(`${data} | where i != 5`)).toEqual([[null, 'b']]);
    expect(rows(`${data} | where i == 5`)).toEqual([[5, 'a']]);
    expect(rows(`${data} | where not(i == 5)`)).toEqual([[null, 'b']]);
  });

  it('extends over the input, not over what the same extend makes', () => {
    const query = 'print a = 1, b = 2 | extend a = b, c = a';
    expect(objects(query)).toEqual([{ a: 2, b: 2, c: 1 }]);
  });

  it('keeps, drops, renames and reorders columns', () => {
    const data = 'print aa = 1, ab = 2, b = 3 | ';
    expect(run(`${data} project-away a*`).columns.map((each) => each.name)).toEqual(['b']);
    expect(objects(`${data} project-keep b, ab`)).toEqual([{ ab: 2, b: 3 }]);
    expect(objects(`${data} project-rename z = b`)).toEqual([{ aa: 1, ab: 2, z: 3 }]);
    expect(rows(`${data} project-reorder b, ab`)).toEqual([[3, 2, 1]]);
  });

  it('sorts descending unless told, nulls where documented', () => {
    const data = 'datatable(x: real)[5, real(null), real(-inf), 0, real(nan), real(+inf), -5]';
    const sorted = (by: string) => rows(`${data} | sort by ${by}`).map((row) => row[0]);
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    expect(sorted('x')).toEqual([inf, 5, 0, -5, -inf, nan, null]);
    expect(sorted('x asc')).toEqual([null, nan, -inf, -5, 0, 5, inf]);
    expect(sorted('x asc nulls last')).toEqual([-inf, -5, 0, 5, inf, nan, null]);
    expect(sorted('x desc nulls first')).toEqual([null, nan, inf, 5, 0, -5, -inf]);
  });

  it('sorts by several columns and takes the top', () => {
    expect(rows(`${fruit} Fruit | sort by Name asc, Colour desc | take 2`)).toEqual([
      ['Apple', 'Red', 1],
      ['Apple', 'Green', null],
    ]);
    expect(rows('range x from 1 to 1000 step 1 | top 2 by x')).toEqual([[1000], [999]]);
    expect(rows('range x from 1 to 1000 step 1 | top 2 by x asc')).toEqual([[1], [2]]);
    expect(rows('range x from 1 to 3 step 1 | take 0')).toEqual([]);
  });

  it('counts and tells apart', () => {
    expect(objects(`${fruit} Fruit | count`)).toEqual([{ Count: 6 }]);
    expect(rows(`${fruit} Fruit | distinct Name`)).toEqual([['Apple'], ['Banana'], ['Pear']]);
    expect(rows(`${fruit} Fruit | distinct * | count`)).toEqual([[6]]);
    expect(rows('datatable(a: string, b: string)["x", "yz", "xy", "z"] | distinct a, b')).toEqual([
      ['x', 'yz'],
      ['xy', 'z'],
    ]);
  });

  it('unites tables, telling columns of two types apart', () => {
    const query = 'union withsource = From (print a = 1, b = "x"), (print a = "y")';
    expect(objects(query)).toEqual([
      { From: 'union_arg0', a_long: 1, b: 'x', a_string: '' },
      { From: 'union_arg1', a_long: null, b: '', a_string: 'y' },
    ]);
  });

  it('ranges over numbers and times', () => {
    expect(rows('range x from 1 to 8 step 3')).toEqual([[1], [4], [7]]);
    expect(rows('range t from datetime(2026-01-01) to datetime(2026-01-02) step 12h')).toEqual([
      ['2026-01-01T00:00:00Z'],
      ['2026-01-01T12:00:00Z'],
      ['2026-01-02T00:00:00Z'],
    ]);
  });
});

// https://learn.microsoft.com/kusto/query/mv-expand-operator#examples
describe('mv-expand and mv-apply', () => {
  const zipped =
    'datatable(a: int, b: dynamic, c: dynamic)[1, dynamic({"p1": "a", "p2": "b"}), dynamic([5, 4, 3])]';

  it('expands arrays, bags and several columns side by side', () => {
    expect(
      rows('datatable(a: int, b: dynamic)[1, dynamic([10, 20]), 2, dynamic(["a"])] | mv-expand b'),
    ).toEqual([
      [1, 10],
      [1, 20],
      [2, 'a'],
    ]);
    expect(rows(`${zipped} | mv-expand b, c`)).toEqual([
      [1, { p1: 'a' }, 5],
      [1, { p2: 'b' }, 4],
      [1, null, 3],
    ]);
    expect(rows(`${zipped} | mv-expand kind=array b | project b[0], b[1]`)).toEqual([
      ['p1', 'a'],
      ['p2', 'b'],
    ]);
  });

  it('makes one row of a null, none of an empty array, and casts without converting', () => {
    const data = 'datatable(b: dynamic)[dynamic(null), dynamic([]), dynamic(["1", 2])]';
    expect(rows(`${data} | mv-expand b`)).toEqual([[null], ['1'], [2]]);
    expect(rows(`${data} | mv-expand b to typeof(long)`)).toEqual([[null], [null], [2]]);
    expect(rows(`${data} | mv-expand b to typeof(string)`)).toEqual([[''], ['1'], ['2']]);
    expect(rows(`${data} | mv-expand with_itemindex = i b limit 1 | project i, b`)).toEqual([
      [0, null],
      [0, '1'],
    ]);
  });

  it('runs a query over each row’s items', () => {
    const data = 'datatable(k: string, xs: dynamic)["a", dynamic([3, 1, 2]), "b", dynamic([9])]';
    const query = `${data} | mv-apply x = xs to typeof(long) on (top 2 by x | summarize s = sum(x))`;
    expect(objects(`${query} | project k, s`)).toEqual([
      { k: 'a', s: 5 },
      { k: 'b', s: 9 },
    ]);
  });
});

// https://learn.microsoft.com/kusto/query/parse-operator
describe('parse', () => {
  const data = 'print t = "Event: name=disk, slices=27, at=2026-01-02 03:04:05, rest"';

  it('reads typed columns between texts', () => {
    const pattern = '* "name=" name ", slices=" slices: long ", at=" at: datetime "," *';
    expect(objects(`${data} | parse t with ${pattern} | project-away t`)).toEqual([
      { name: 'disk', slices: 27, at: '2026-01-02T03:04:05Z' },
    ]);
  });

  it('sets nothing where a part does not fit, unless relaxed', () => {
    const pattern = '* "name=" name: long ", slices=" slices: long "," *';
    const parsed = (operator: string) =>
      objects(`${data} | ${operator} ${pattern} | project-away t`);
    expect(parsed('parse t with')).toEqual([{ name: null, slices: null }]);
    expect(parsed('parse kind=relaxed t with')).toEqual([{ name: null, slices: 27 }]);
    expect(parsed('parse-where t with')).toEqual([]);
  });
});

describe('what a query declares', () => {
  it('calls functions with values and with tables', () => {
    const query = `let most = 2;
      let twice = (x: long, more: long = 1) { let y = x + more; y * 2 };
      let big = (T: (x: long)) { T | where x > most };
      big((range x from 1 to 4 step 1)) | extend y = twice(x), z = twice(x, 0)`;
    expect(rows(query)).toEqual([
      [3, 8, 6],
      [4, 10, 8],
    ]);
  });

  it('takes a scalar from a table, and a table once', () => {
    const query = `let T = materialize(range x from 1 to 3 step 1);
      let high = toscalar(T | summarize max(x)); T | where x == high | project x, n = toscalar(T | count)`;
    expect(rows(query)).toEqual([[3, 3]]);
    expect(rows('print x = toscalar(range x from 1 to 0 step 1)')).toEqual([[null]]);
  });

  it('hands back what a render asks for', () => {
    const { visualization } = run('print x = 1 | render timechart with (title = "Calls by hour")');
    expect(visualization).toEqual({ chart: 'timechart', properties: { title: 'Calls by hour' } });
  });
});

describe('tables that are given', () => {
  const table = (given: Iterable<Record<string, unknown>>): Table => ({
    name: 'T',
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'Who', type: 'string' },
      { name: 'Data', type: 'dynamic' },
    ],
    rows: given,
  });
  const hourly = [0, 1, 2].map((hour) => ({ TimeGenerated: new Date(Date.UTC(2026, 0, 1, hour)) }));

  it('gives a missing cell the null of its type', () => {
    expect(run('T | extend e = isempty(Who), n = isnull(Data)', { T: table([{}]) }).rows).toEqual([
      [null, '', null, true, true],
    ]);
  });

  it('sees only the rows of the timespan, its end not included', async () => {
    const { loadKql } = await import('../../src/kql/index.ts');
    const kql = await loadKql();
    const timespan = {
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date('2026-01-01T02:00:00Z'),
    };
    const options = { tables: { T: table(hourly) }, now: timespan.to, timespan };
    expect(kql.run('T | count', options).rows).toEqual([[2]]);
  });

  it('says so where rows that can be read once are read twice', () => {
    const once = { T: table(hourly.values()) };
    expect(() => run('union T, T', once)).toThrow('The query reads the table T twice');
  });

  it('knows the time of ingestion only where the rows tell it', () => {
    const told = [{ $ingestionTime: '2026-01-01T00:05:00Z', Who: 'ana' }];
    const query = 'T | where ingestion_time() > datetime(2026-01-01) | project Who';
    expect(run(query, { T: table(told) }).rows).toEqual([['ana']]);
    expect(() => run(query, { T: table(hourly) })).toThrow(/ingestion_time\(\).*not implemented/);
  });
});
