import { kindOf, type Plan, typeNamed } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { textOf } from '../compile/text.ts';
import { refuse } from '../error.ts';
import { listed } from '../syntax.ts';
import type { KqlColumn, KqlType } from '../types.ts';
import { convert } from '../values/convert.ts';
import type { Row, Value } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { parametersOf } from './parameters.ts';

type Piece =
  | { kind: 'star' }
  | { kind: 'text'; text: string }
  | { kind: 'column'; name: string; type: KqlType };

/**
 * `parse`: reads columns out of text between fixed pieces. kind=simple wants every typed column to
 * convert, otherwise none is set; kind=relaxed sets those that do.
 * https://learn.microsoft.com/kusto/query/parse-operator#supported-kind-values
 */
export function compileParse(call: OperatorCall): Plan {
  return compile(call, false);
}

/** As parse, without the rows that do not match. */
export function compileParseWhere(call: OperatorCall): Plan {
  return compile(call, true);
}

function compile(call: OperatorCall, onlyMatching: boolean): Plan {
  const { context, node, input } = call;
  const kind = parametersOf(node, ['kind']).get('kind') ?? 'simple';
  if (kind !== 'simple' && kind !== 'relaxed') {
    throw refuse(`parse kind=${kind}`, node);
  }
  const read = textOf(compileScalar(context, node.Expression));
  const pieces = readPieces(call);
  const columns = [...input.columns];
  const places = pieces.flatMap((piece) => (piece.kind === 'column' ? [put(columns, piece)] : []));
  return {
    columns,
    *rows() {
      for (const row of input.rows()) {
        const found = match(read(row), pieces, kind === 'relaxed');
        if (!found && onlyMatching) {
          continue;
        }
        const extended: Row = row.slice();
        for (const [index, place] of places.entries()) {
          const empty = columns[place]?.type === 'string' ? '' : null;
          extended[place] = found ? found[index] : empty;
        }
        yield extended;
      }
    },
  };
}

function put(columns: KqlColumn[], { name, type }: KqlColumn): number {
  const there = columns.findIndex((column) => column.name === name);
  if (there >= 0) {
    columns[there] = { name, type };
    return there;
  }
  return columns.push({ name, type }) - 1;
}

function readPieces({ context, node }: OperatorCall): Piece[] {
  const pieces = listed(node.Patterns).map((pattern): Piece => {
    switch (kindOf(context, pattern)) {
      case 'StarExpression':
        return { kind: 'star' };
      case 'NameDeclaration':
        return { kind: 'column', name: pattern.SimpleName, type: 'string' };
      case 'NameAndTypeDeclaration': {
        const type = typeNamed(pattern.Type.ReferencedSymbol?.Name ?? '', pattern);
        return { kind: 'column', name: pattern.Name.SimpleName, type };
      }
      default:
        return { kind: 'text', text: String(compileScalar(context, pattern).evaluate([])) };
    }
  });
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const numbers = piece.kind === 'column' && (piece.type === 'int' || piece.type === 'long');
    if (
      piece.kind !== 'text' &&
      next &&
      next.kind !== 'text' &&
      !(numbers && next.kind === 'star')
    ) {
      throw refuse('parse with two columns or stars without a text between them', node);
    }
  }
  return pieces;
}

/** The columns' values in order; undefined where the text does not fit. */
function match(text: string, pieces: Piece[], relaxed: boolean): Value[] | undefined {
  const values: Value[] = [];
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (piece.kind === 'text') {
      if (!text.startsWith(piece.text, at)) {
        return undefined;
      }
      at += piece.text.length;
      if (!next && at < text.length) {
        throw refuse('parse of text that goes on after the last piece (end the pattern with *)');
      }
      continue;
    }
    const end = endOf(text, at, piece, next);
    if (end < 0) {
      return undefined;
    }
    if (piece.kind === 'column') {
      const value = convert(text.slice(at, end), 'string', piece.type);
      if (value === null && !relaxed) {
        return undefined;
      }
      values.push(value);
    }
    at = end;
  }
  return values;
}

function endOf(text: string, at: number, piece: Piece, next: Piece | undefined): number {
  if (!next) {
    return text.length;
  }
  if (next.kind === 'text') {
    return text.indexOf(next.text, at);
  }
  // A whole number before a star goes as far as its digits.
  const digits = piece.kind === 'column' ? /^-?\d+/.exec(text.slice(at)) : null;
  return digits ? at + digits[0].length : -1;
}
