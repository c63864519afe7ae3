/** Runs a parsed query over rows. Names of columns and keys are compared without regard to case. */
import type { Json } from '../../fleet/wire.ts';
import type { Condition, Query, Step, Value } from './parse.ts';

export type Row = Record<string, Json>;

export function run(query: Query, rows: Row[]): Row[] {
  return query.steps.reduce(apply, rows);
}

function apply(rows: Row[], step: Step): Row[] {
  switch (step.kind) {
    case 'where':
      return rows.filter((row) => holds(row, step.condition));
    case 'take':
      return rows.slice(0, step.rows);
    case 'project':
    case 'extend':
      return rows.map((row) => ({
        ...(step.kind === 'extend' ? row : {}),
        ...Object.fromEntries(
          step.columns.map(({ name, value }) => [name, read(row, value) ?? null]),
        ),
      }));
    case 'order':
      // The default of the language is descending: https://learn.microsoft.com/kusto/query/sort-operator
      return rows.toSorted((a, b) => {
        for (const { value, descending } of step.by) {
          const order = compare(read(a, value), read(b, value));
          if (order !== 0) return descending ? -order : order;
        }
        return 0;
      });
  }
}

function read(row: Row, value: Value): Json {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
      return value.number;
    case 'boolean':
      return value.boolean;
    case 'path':
      return value.keys.reduce(member, row);
    case 'call': {
      const text = asText(read(row, value.of));
      return value.name === 'tolower' ? text.toLowerCase() : text;
    }
  }
}

function member(of: Json, key: string): Json {
  if (!of || typeof of !== 'object') return undefined;
  if (Object.hasOwn(of, key)) return of[key];
  const found = Object.keys(of).find((each) => each.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : of[found];
}

function asText(value: Json): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function holds(row: Row, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(row, part));
    case 'or':
      return condition.parts.some((part) => holds(row, part));
    case 'empty':
      return (asText(read(row, condition.of)) === '') === condition.wanted;
    case 'in':
      return condition.values.some((each) =>
        equal(read(row, condition.left), read(row, each), condition.insensitive),
      );
    case 'contains':
      return asText(read(row, condition.left))
        .toLowerCase()
        .includes(asText(read(row, condition.text)).toLowerCase());
    case 'compare': {
      const { left, sign, right } = condition;
      const found = equal(read(row, left), read(row, right), sign.endsWith('~'));
      return sign.startsWith('!') ? !found : found;
    }
  }
}

function equal(a: Json, b: Json, insensitive: boolean): boolean {
  const [x, y] = [asText(a), asText(b)];
  return insensitive ? x.toLowerCase() === y.toLowerCase() : x === y;
}

function compare(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [asText(a), asText(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
