import { constantValue, type Plan, resultColumns } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import { keyOf, type Row, type Value } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { parametersOf, tokensOf } from './parameters.ts';
import { picker } from './table.ts';

/** Rows for which the condition is true; null counts as false. */
export function compileFilter({ context, node, input }: OperatorCall): Plan {
  parametersOf(node, []);
  const { evaluate } = compileScalar(context, node.Condition);
  return {
    columns: input.columns,
    *rows() {
      for (const row of input.rows()) {
        if (evaluate(row) === true) {
          yield row;
        }
      }
    },
  };
}

export function compileTake({ context, node, input }: OperatorCall): Plan {
  parametersOf(node, []);
  const count = Number(constantValue(compileScalar(context, node.Expression), 'A count', node));
  return {
    columns: input.columns,
    *rows() {
      let left = count;
      if (left <= 0) {
        return;
      }
      for (const row of input.rows()) {
        yield row;
        left--;
        if (left <= 0) {
          return;
        }
      }
    },
  };
}

export function compileCount({ node, input }: OperatorCall): Plan {
  return {
    columns: resultColumns(node),
    rows: () => {
      let total = 0;
      for (const _row of input.rows()) {
        total++;
      }
      return [[total]];
    },
  };
}

export function compileDistinct({ context, node, input }: OperatorCall): Plan {
  parametersOf(node, []);
  const columns = resultColumns(node);
  const nodes = elements(node.Expressions);
  const isStar = nodes.some((each) => context.parser.kindOf(each) === 'StarExpression');
  const values = isStar ? [] : nodes.map((each) => compileScalar(context, each).evaluate);
  const pick = isStar
    ? picker(input.columns, columns, node)
    : (row: Row) => values.map((value) => value(row));
  return {
    columns,
    *rows() {
      const seen = new Set<string>();
      for (const row of input.rows()) {
        const picked = pick(row);
        const key = rowKey(picked);
        if (!seen.has(key)) {
          seen.add(key);
          yield picked;
        }
      }
    },
  };
}

/** Text that is equal exactly where all the values are. */
export function rowKey(values: readonly Value[]): string {
  if (values.length === 1) {
    return keyOf(values[0]);
  }
  let key = '';
  for (const value of values) {
    const part = keyOf(value);
    key += `${part.length}:${part}`;
  }
  return key;
}

export function compileSerialize({ node, input }: OperatorCall): Plan {
  if (elements(node.Expressions).length > 0) {
    throw refuse('serialize with columns', node);
  }
  return input;
}

/** A render changes no rows: what it asks for is handed back beside them. */
export function compileRender({ context, node, input }: OperatorCall): Plan {
  const chart = node.ChartType?.Text ?? 'table';
  const properties: Record<string, string> = {};
  for (const parameter of namedParameters(context.parser.kindOf, node)) {
    properties[parameter.Name.SimpleName] = tokensOf(parameter.Expression)
      .join(' ')
      .replace(/^(["'])(.*)\1$/, '$2');
  }
  context.render.visualization = { chart, properties };
  return input;
}

function namedParameters(kindOf: (node: SyntaxNode) => string, node: SyntaxNode): SyntaxNode[] {
  if (node.IsToken) {
    return [];
  }
  if (kindOf(node) === 'NamedParameter') {
    return [node];
  }
  const found: SyntaxNode[] = [];
  for (let i = 0; i < node.ChildCount; i++) {
    const child = node.GetChild(i);
    found.push(...(child ? namedParameters(kindOf, child) : []));
  }
  return found;
}
