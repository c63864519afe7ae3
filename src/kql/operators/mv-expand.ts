import { type Context, constantValue, kindOf, type Plan, typeNamed } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { KqlColumn, KqlType } from '../types.ts';
import { convert } from '../values/convert.ts';
import { type Evaluate, isBag, type Row, type Value } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { parametersOf } from './parameters.ts';
import { targets } from './project.ts';

interface Expansion {
  columns: KqlColumn[];
  /** The rows that one row becomes. */
  expand(row: Row): Row[];
}

export function compileMvExpand(call: OperatorCall): Plan {
  const parameters = parametersOf(call.node, ['kind', 'bagexpansion', 'with_itemindex']);
  const asPairs = (parameters.get('kind') ?? parameters.get('bagexpansion')) === 'array';
  const expansion = compileExpansion(call, { asPairs, index: parameters.get('with_itemindex') });
  return {
    columns: expansion.columns,
    *rows() {
      for (const row of call.input.rows()) {
        yield* expansion.expand(row);
      }
    },
  };
}

/**
 * What mv-expand and mv-apply share. Several arrays are expanded side by side, the shorter ones
 * filled with nulls; a null makes one row, an empty array none.
 */
export function compileExpansion(
  call: OperatorCall,
  { asPairs, index }: { asPairs: boolean; index?: string },
  place: typeof targets = targets,
): Expansion {
  const { context, node, input } = call;
  const nodes = elements(node.Expressions);
  const parts = nodes.map((each) => compilePart(context, each, asPairs));
  const { columns, places } = place(
    call,
    input.columns,
    nodes.map((each) => each.Expression),
  );
  const at = index ? columns.push({ name: index, type: 'long' }) - 1 : -1;
  const limit = node.RowLimitClause
    ? Number(constantValue(compileScalar(context, node.RowLimitClause.RowLimit), 'A limit', node))
    : Number.POSITIVE_INFINITY;
  return {
    columns,
    expand(row) {
      const lists = parts.map((part) => part.items(row));
      const count = Math.min(limit, Math.max(...lists.map((list) => list.length)));
      return Array.from({ length: count }, (_, item) => {
        const expanded = row.slice();
        for (const [which, list] of lists.entries()) {
          const value = item < list.length ? list[item] : null;
          expanded[places[which] as number] = parts[which]?.cast(value);
        }
        if (at >= 0) {
          expanded[at] = item;
        }
        return expanded;
      });
    },
  };
}

interface Part {
  items(row: Row): Value[];
  cast(value: Value): Value;
}

function compilePart(context: Context, node: SyntaxNode, asPairs: boolean): Part {
  const { evaluate } = compileScalar(context, node.Expression) as { evaluate: Evaluate };
  const type = castType(context, node);
  return {
    items(row) {
      const value = evaluate(row);
      if (Array.isArray(value)) {
        return value;
      }
      if (isBag(value)) {
        const pairs = Object.entries(value);
        return asPairs ? pairs : pairs.map(([key, each]) => ({ [key]: each }));
      }
      return [value];
    },
    cast: (value) => castTo(value, type),
  };
}

function castType(context: Context, node: SyntaxNode): KqlType {
  const named = node.ToTypeOf && elements(node.ToTypeOf.TypeOf.Types)[0];
  if (!named || kindOf(context, named) !== 'PrimitiveTypeExpression') {
    return 'dynamic';
  }
  return typeNamed(named.ReferencedSymbol?.Name ?? '', named);
}

/** A cast, not a conversion: text does not become a number. */
function castTo(value: Value, type: KqlType): Value {
  if (type === 'dynamic') {
    return value ?? null;
  }
  const numeric = type === 'int' || type === 'long' || type === 'real';
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (numeric && !isNumber) {
    return null;
  }
  return type === 'bool' && typeof value !== 'boolean'
    ? null
    : convert(value ?? null, 'dynamic', type);
}
