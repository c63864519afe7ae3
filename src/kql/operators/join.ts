import { columnIndex, kindOf, type Plan, resultColumns } from '../compile/context.ts';
import { KqlError, refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { KqlColumn } from '../types.ts';
import type { Row, Value } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { parametersOf } from './parameters.ts';
import { rowKey } from './rows.ts';
import { picker } from './table.ts';

interface Kind {
  /** Which sides' columns the result has. */
  sides: 'both' | 'left' | 'right';
  /** Left rows: all that match, one per key that matches, those that match (not), regardless. */
  left: 'match' | 'unique' | 'semi' | 'anti' | 'outer' | 'none';
  /** Right rows besides those that a left row matched. */
  right: 'none' | 'semi' | 'anti' | 'outer';
}

/** https://learn.microsoft.com/kusto/query/join-operator#returns */
const kinds: Record<string, Kind | undefined> = {
  innerunique: { sides: 'both', left: 'unique', right: 'none' },
  inner: { sides: 'both', left: 'match', right: 'none' },
  leftouter: { sides: 'both', left: 'outer', right: 'none' },
  rightouter: { sides: 'both', left: 'match', right: 'outer' },
  fullouter: { sides: 'both', left: 'outer', right: 'outer' },
  leftsemi: { sides: 'left', left: 'semi', right: 'none' },
  leftanti: { sides: 'left', left: 'anti', right: 'none' },
  anti: { sides: 'left', left: 'anti', right: 'none' },
  leftantisemi: { sides: 'left', left: 'anti', right: 'none' },
  rightsemi: { sides: 'right', left: 'none', right: 'semi' },
  rightanti: { sides: 'right', left: 'none', right: 'anti' },
  rightantisemi: { sides: 'right', left: 'none', right: 'anti' },
};

export function compileJoin(call: OperatorCall): Plan {
  return compile(call, 'innerunique', call.node.ConditionClause, []);
}

/** As a join whose right keys are not repeated in the result. */
export function compileLookup(call: OperatorCall): Plan {
  const clause = call.node.LookupClause;
  const { right } = keyNames(call, clause);
  return compile(call, 'leftouter', clause, right);
}

function compile(
  call: OperatorCall,
  usual: string,
  clause: SyntaxNode | null,
  omitted: string[],
): Plan {
  const { node, input } = call;
  const name = parametersOf(node, ['kind']).get('kind') ?? usual;
  const kind = kinds[name];
  if (!kind) {
    throw refuse(`join kind=${name}`, node);
  }
  const right = call.table(node.Expression);
  const keys = keyNames(call, clause);
  const leftKey = keyReader(input, keys.left, node);
  const rightKey = keyReader(right, keys.right, node);
  const columns = resultColumns(node);
  const leftColumns = kind.sides === 'right' ? [] : resultColumns(node.Parent.Expression);
  const rightColumns =
    kind.sides === 'left'
      ? []
      : resultColumns(node.Expression).filter((column) => !omitted.includes(column.name));
  if (leftColumns.length + rightColumns.length !== columns.length) {
    throw refuse('A join of this form', node);
  }
  const pickLeft = picker(input.columns, leftColumns, node);
  const pickRight = picker(right.columns, rightColumns, node);
  const noLeft = missing(leftColumns);
  const noRight = missing(rightColumns);
  return {
    columns,
    *rows() {
      const index = indexRows(right, rightKey);
      const matched = new Set<string>();
      for (const row of input.rows()) {
        const key = leftKey(row);
        const found = key === null ? undefined : index.get(key);
        const first = key !== null && !matched.has(key);
        if (found && key !== null) {
          matched.add(key);
        }
        if (wantsLeftAlone(kind, found)) {
          yield [...pickLeft(row), ...noRight];
        } else if (found && (kind.left === 'unique' ? first : kind.left !== 'none')) {
          for (const other of kind.left === 'anti' || kind.left === 'semi' ? [] : found) {
            yield [...pickLeft(row), ...pickRight(other)];
          }
        }
      }
      yield* remainingRight(kind, { right, rightKey, matched, pickRight, noLeft });
    },
  };
}

function wantsLeftAlone(kind: Kind, found: Row[] | undefined): boolean {
  return found ? kind.left === 'semi' : kind.left === 'anti' || kind.left === 'outer';
}

interface RightSide {
  right: Plan;
  rightKey: (row: Row) => string | null;
  matched: Set<string>;
  pickRight: (row: Row) => Row;
  noLeft: Row;
}

function* remainingRight(
  kind: Kind,
  { right, rightKey, matched, pickRight, noLeft }: RightSide,
): Generator<Row> {
  if (kind.right === 'none') {
    return;
  }
  for (const row of right.rows()) {
    const key = rightKey(row);
    const met = key !== null && matched.has(key);
    if (met === (kind.right === 'semi')) {
      yield [...noLeft, ...pickRight(row)];
    }
  }
}

function indexRows(plan: Plan, keyOf: (row: Row) => string | null): Map<string, Row[]> {
  const index = new Map<string, Row[]>();
  for (const row of plan.rows()) {
    const key = keyOf(row);
    if (key === null) {
      continue;
    }
    const there = index.get(key);
    if (there) {
      there.push(row);
    } else {
      index.set(key, [row]);
    }
  }
  return index;
}

/** A row's key; null where a part is null, since null equals nothing. */
function keyReader(plan: Plan, names: string[], node: SyntaxNode): (row: Row) => string | null {
  const places = names.map((name) => columnIndex(plan.columns, name, node));
  return (row) => {
    const values = places.map((place) => row[place]);
    return values.some((value) => value === null) ? null : rowKey(values);
  };
}

function missing(columns: KqlColumn[]): Value[] {
  return columns.map((column) => (column.type === 'string' ? '' : null));
}

function keyNames(
  { context }: OperatorCall,
  clause: SyntaxNode | null,
): { left: string[]; right: string[] } {
  if (!clause || kindOf(context, clause) !== 'JoinOnClause') {
    throw refuse('A join without on', clause ?? undefined);
  }
  const left: string[] = [];
  const right: string[] = [];
  for (const condition of elements(clause.Expressions)) {
    const kind = kindOf(context, condition);
    if (kind === 'NameReference') {
      left.push(condition.SimpleName);
      right.push(condition.SimpleName);
    } else if (kind === 'EqualExpression') {
      const sides = new Map([condition.Left, condition.Right].map((side) => sideOf(side)));
      left.push(sideNamed(sides, '$left', condition));
      right.push(sideNamed(sides, '$right', condition));
    } else {
      throw refuse(`The join condition ${condition.toString().trim()}`, condition);
    }
  }
  return { left, right };
}

function sideOf(node: SyntaxNode): [string, string] {
  return [node.Expression?.SimpleName ?? '', node.Selector?.SimpleName ?? ''];
}

function sideNamed(sides: Map<string, string>, side: string, node: SyntaxNode): string {
  const name = sides.get(side);
  if (!name) {
    throw new KqlError('SEM0100', `A join condition compares a $left with a $right column.`, {
      start: node.TextStart,
      length: node.Width,
    });
  }
  return name;
}
