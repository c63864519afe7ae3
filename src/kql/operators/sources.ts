import { type Context, type Plan, resultColumns } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { KqlError, refuse } from '../error.ts';
import type { SyntaxNode } from '../syntax.ts';
import type { KqlColumn, Table } from '../types.ts';
import { ofCell } from '../values/convert.ts';
import { ticksOfMs } from '../values/datetime.ts';
import type { Row, Value } from '../values/value.ts';

/** A table of the caller as a stream of rows, within the timespan of the query. */
export function compileTableSource(context: Context, table: Table): Plan {
  const hidden: KqlColumn = { name: '$ingestionTime', type: 'datetime' };
  const columns = context.query.includes('ingestion_time')
    ? [...table.columns, hidden]
    : table.columns;
  const { timespan } = context.options;
  const at = columns.findIndex((column) => column.name === 'TimeGenerated');
  const within =
    timespan && at >= 0
      ? between(at, ticksOfMs(timespan.from.getTime()), ticksOfMs(timespan.to.getTime()))
      : () => true;
  return {
    columns,
    *rows() {
      const source = table.rows[Symbol.iterator]();
      if (context.read.has(table.rows) && source === (table.rows as unknown)) {
        throw new KqlError(
          'not-implemented',
          `The query reads the table ${table.name} twice, but its rows can be read only once.`,
        );
      }
      context.read.add(table.rows);
      for (let next = source.next(); !next.done; next = source.next()) {
        const cells = next.value;
        const row: Row = columns.map((column) => cell(cells, column));
        if (within(row)) {
          yield row;
        }
      }
    },
  };
}

function cell(cells: Record<string, unknown>, column: KqlColumn): Value {
  const value = ofCell(cells[column.name], column.type);
  if (column.name === '$ingestionTime' && value === null) {
    throw refuse('ingestion_time() of rows that do not tell it');
  }
  return value;
}

function between(at: number, from: bigint, to: bigint): (row: Row) => boolean {
  return (row) => {
    const time = row[at] as bigint | null;
    return time !== null && time >= from && time < to;
  };
}

export function oneRow(row: Row): Row[] {
  return [row];
}

/** `range x from a to b step c`: the last value is included where a step lands on it. */
export function compileRange(context: Context, node: SyntaxNode): Plan {
  const columns = resultColumns(node);
  const type = columns[0]?.type ?? 'long';
  const ends = [node.From, node.To, node.Step].map((each) => compileScalar(context, each));
  return {
    columns,
    *rows() {
      const [from, to, step] = ends.map((end) => end.evaluate([]));
      if (from === null || to === null || step === null || Number(step) === 0) {
        return;
      }
      const up = Number(step) > 0;
      const ticks = type === 'datetime' || type === 'timespan';
      let at = ticks ? (from as bigint) : Number(from);
      while (up ? at <= (to as number) : at >= (to as number)) {
        yield [at];
        at = ticks ? (at as bigint) + (step as bigint) : (at as number) + Number(step);
      }
    },
  };
}
