import { describe, expect, it } from 'vitest';
import { loadBefore, objects, run } from './support/evaluate.ts';

loadBefore();

function rows(query: string): unknown[][] {
  return run(query).rows;
}

// https://learn.microsoft.com/kusto/query/summarize-operator#examples
describe('summarize', () => {
  it('gives the documented defaults for no rows', () => {
    const query = `datatable(x: long)[] | summarize count(), countif(x > 0), dcount(x), sum(x),
      avg(x), max(x), stdev(x), variance(x), take_any(x), percentile(x, 50), make_set(x), make_list(x)`;
    expect(rows(query)).toEqual([[0, 0, 0, 0, Number.NaN, null, 0, 0, null, null, [], []]]);
    expect(rows('datatable(x: long)[] | summarize count() by x')).toEqual([]);
  });

  it('passes over nulls, but counts their rows', () => {
    const query = `range x from 1 to 4 step 1 | extend y = iff(x == 1, real(null), real(5))
      | summarize sum(y), avg(y), count(), dcount(y), make_list(y), min(y)`;
    expect(rows(query)).toEqual([[15, 5, 4, 1, [5, 5, 5], 5]]);
  });

  it('names its columns as the service does', () => {
    const query = `print a = 1, t = now(), d = dynamic({"k": "v"})
      | summarize count(), dcount(a), make_set(d.k), take_any(a), countif(a > 0) by bin(t, 1h), tostring(d.k)`;
    expect(run(query).columns).toEqual([
      { name: 't', type: 'datetime' },
      { name: 'd_k', type: 'string' },
      { name: 'count_', type: 'long' },
      { name: 'dcount_a', type: 'long' },
      { name: 'set_d_k', type: 'dynamic' },
      { name: 'a', type: 'long' },
      { name: 'countif_', type: 'long' },
    ]);
  });

  it('groups nulls together, apart from empty text', () => {
    const query = `datatable(x: int)[1, int(null), 1, int(null)] | summarize n = count() by x`;
    expect(rows(query)).toEqual([
      [1, 2],
      [null, 2],
    ]);
  });

  it('takes the row of the greatest value', () => {
    const query = `datatable(Fruit: string, Colour: string, Version: int)[
      "Apple", "Red", 1, "Apple", "Green", int(null), "Banana", "Yellow", int(null),
      "Banana", "Green", int(null), "Pear", "Brown", 1, "Pear", "Green", 2] `;
    expect(objects(`${query} | summarize arg_max(Version, *) by Fruit`)).toEqual([
      { Fruit: 'Apple', Version: 1, Colour: 'Red' },
      { Fruit: 'Banana', Version: null, Colour: 'Yellow' },
      { Fruit: 'Pear', Version: 2, Colour: 'Green' },
    ]);
    expect(
      objects(`${query} | summarize n = count(), arg_min(Version, Fruit, C = Colour)`),
    ).toEqual([{ n: 6, Version: 1, Fruit: 'Apple', C: 'Red' }]);
  });

  it('makes sets of distinct values, arrays laid out, up to a size', () => {
    const query = `datatable(v: int, a: dynamic)[1, dynamic(["A1", "A2"]), 5, dynamic(["A2", "C1"]), 5, dynamic(null)]`;
    expect(
      rows(`${query} | summarize make_set(v), make_set(a), make_list(a), make_set(a, 2)`),
    ).toEqual([
      [
        [1, 5],
        ['A1', 'A2', 'C1'],
        [
          ['A1', 'A2'],
          ['A2', 'C1'],
        ],
        ['A1', 'A2'],
      ],
    ]);
    expect(rows(`${query} | summarize make_set_if(v, v > 1), make_list_if(v, v > 1, 1)`)).toEqual([
      [[5], [5]],
    ]);
    expect(rows('print t = datetime(2026-01-01) | summarize make_set(t)')).toEqual([
      [['2026-01-01T00:00:00.0000000Z']],
    ]);
  });

  it('computes with aggregates', () => {
    const query = 'range x from 1 to 10 step 1 | ';
    expect(
      rows(`${query} summarize r = 1.0 * countif(x > 7) / count(), s = max(x) - min(x)`),
    ).toEqual([[0.3, 9]]);
    expect(rows(`${query} summarize percentile(x, 50), percentiles(x, 5, 95), stdev(x)`)).toEqual([
      [5, 1, 10, expect.closeTo(3.0277, 4)],
    ]);
    expect(
      rows(`${query} summarize sumif(x, x > 8), minif(x, x > 8), maxif(x, x < 3), avgif(x, x < 3)`),
    ).toEqual([[19, 9, 2, 1.5]]);
  });

  it('keeps 64 bits in a sum', () => {
    const query = 'datatable(x: long)[9007199254740991, 2, 2]';
    expect(rows(`${query} | summarize sum(x)`)).toEqual([[9007199254740995n]]);
  });

  it('bins times of a day', () => {
    const query = `datatable(t: datetime)[datetime(2026-01-01 00:01), datetime(2026-01-01 00:04:59), datetime(2026-01-01 00:05)]`;
    expect(rows(`${query} | summarize count() by bin(t, 5m)`)).toEqual([
      ['2026-01-01T00:00:00Z', 2],
      ['2026-01-01T00:05:00Z', 1],
    ]);
  });

  it('takes a value that is there', () => {
    expect(rows('datatable(s: string)["", "x"] | summarize take_any(s)')).toEqual([['x']]);
  });
});

// https://learn.microsoft.com/kusto/query/join-operator#returns
describe('join', () => {
  const tables = `let X = datatable(Key: string, V1: long)["a", 1, "b", 2, "b", 3, "c", 4];
    let Y = datatable(Key: string, V2: long)["b", 10, "c", 20, "c", 30, "d", 40]; `;
  const joined = (kind: string) => rows(`${tables} X | join ${kind} Y on Key`);

  it('joins with one left row for each key, unless told', () => {
    expect(joined('')).toEqual([
      ['b', 2, 'b', 10],
      ['c', 4, 'c', 20],
      ['c', 4, 'c', 30],
    ]);
    expect(joined('kind=inner')).toEqual([
      ['b', 2, 'b', 10],
      ['b', 3, 'b', 10],
      ['c', 4, 'c', 20],
      ['c', 4, 'c', 30],
    ]);
  });

  it('fills the other side of an outer join', () => {
    const inner = joined('kind=inner');
    expect(joined('kind=leftouter')).toEqual([['a', 1, '', null], ...inner]);
    expect(joined('kind=rightouter')).toEqual([...inner, ['', null, 'd', 40]]);
    expect(joined('kind=fullouter')).toEqual([['a', 1, '', null], ...inner, ['', null, 'd', 40]]);
  });

  it('keeps one side where the other has (not) the key', () => {
    expect(joined('kind=leftsemi')).toEqual([
      ['b', 2],
      ['b', 3],
      ['c', 4],
    ]);
    expect(joined('kind=leftanti')).toEqual([['a', 1]]);
    expect(joined('kind=rightsemi')).toEqual([
      ['b', 10],
      ['c', 20],
      ['c', 30],
    ]);
    expect(joined('kind=rightanti')).toEqual([['d', 40]]);
  });

  it('joins columns of different names, and not by null', () => {
    const query = `${tables} X | join kind=inner (Y | project Other = Key, V2) on $left.Key == $right.Other`;
    expect(rows(`${query} | count`)).toEqual([[4]]);
    const nulls = 'datatable(k: int)[int(null), 1]';
    expect(rows(`${nulls} | join kind=inner (${nulls}) on k`)).toEqual([[1, 1]]);
  });

  it('looks up without repeating the key', () => {
    expect(objects(`${tables} X | where V1 < 3 | lookup Y on Key`)).toEqual([
      { Key: 'a', V1: 1, V2: null },
      { Key: 'b', V1: 2, V2: 10 },
    ]);
  });
});
