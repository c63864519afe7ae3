/** The queries that the program sends, as a tree: a table and the steps after it. */
import { notUnderstood, type Token, tokens } from './tokens.ts';

export type Value =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'path'; keys: string[] }
  | { kind: 'call'; name: 'tolower' | 'tostring'; of: Value };

export type Condition =
  | { kind: 'compare'; left: Value; sign: '==' | '=~' | '!=' | '!~'; right: Value }
  | { kind: 'contains'; left: Value; text: Value }
  | { kind: 'in'; left: Value; insensitive: boolean; values: Value[] }
  | { kind: 'empty'; of: Value; wanted: boolean }
  | { kind: 'and' | 'or'; parts: Condition[] };

export type Step =
  | { kind: 'where'; condition: Condition }
  | { kind: 'project' | 'extend'; columns: { name: string; value: Value }[] }
  | { kind: 'order'; by: { value: Value; descending: boolean }[] }
  | { kind: 'take'; rows: number };

const tables = [
  'resources',
  'resourcecontainers',
  'resourcechanges',
  'containerserviceeventresources',
  'securityresources',
  'authorizationresources',
  'policyresources',
  'recoveryservicesresources',
] as const;

type Table = (typeof tables)[number];

export interface Query {
  table: Table;
  steps: Step[];
}

/** @throws ArmError 400, with the word that is not understood */
export function parse(text: string): Query {
  const words = tokens(text);
  let position = 0;

  const peek = () => words[position];
  const isNext = (wanted: string) => {
    const token = peek();
    return token?.kind !== 'string' && token?.text.toLowerCase() === wanted;
  };
  const skip = (wanted: string) => isNext(wanted) && position++ >= 0;
  function need(wanted: string): void {
    if (!skip(wanted)) throw notUnderstood(`${say(peek())} where "${wanted}" was expected`);
  }
  function next(what: string): Token {
    const token = words[position++];
    if (!token) throw notUnderstood(`a query that ends where ${what} was expected`);
    return token;
  }
  function list<T>(read: () => T): T[] {
    const items = [read()];
    while (skip(',')) items.push(read());
    return items;
  }

  function value(): Value {
    const token = next('a value');
    if (token.kind === 'string') return { kind: 'text', text: token.text };
    if (token.kind === 'number') return { kind: 'number', number: Number(token.text) };
    if (token.kind === 'sign') throw notUnderstood(say(token));
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'boolean', boolean: word === 'true' };
    if (!skip('(')) return path(token.text);
    if (word !== 'tolower' && word !== 'tostring')
      throw notUnderstood(`the function ${token.text}()`);
    const of = value();
    need(')');
    return { kind: 'call', name: word, of };
  }

  function path(first: string): Value {
    const keys = [first];
    for (;;) {
      if (skip('.')) keys.push(next('a name').text);
      else if (skip('[')) {
        keys.push(next('a name').text);
        need(']');
      } else return { kind: 'path', keys };
    }
  }

  function condition(): Condition {
    return joined('or', () => joined('and', comparison));
  }

  function joined(kind: 'and' | 'or', read: () => Condition): Condition {
    const parts = [read()];
    while (skip(kind)) parts.push(read());
    return parts.length === 1 && parts[0] ? parts[0] : { kind, parts };
  }

  function comparison(): Condition {
    if (skip('(')) {
      const inner = condition();
      need(')');
      return inner;
    }
    for (const name of ['isempty', 'isnotempty'])
      if (skip(name)) {
        need('(');
        const of = value();
        need(')');
        return { kind: 'empty', of, wanted: name === 'isempty' };
      }
    const left = value();
    const sign = next('a comparison').text.toLowerCase();
    if (sign === 'in' || sign === 'in~') {
      need('(');
      const values = list(value);
      need(')');
      return { kind: 'in', left, insensitive: sign === 'in~', values };
    }
    if (sign === 'contains') return { kind: 'contains', left, text: value() };
    if (sign !== '==' && sign !== '=~' && sign !== '!=' && sign !== '!~')
      throw notUnderstood(`the comparison "${sign}"`);
    return { kind: 'compare', left, sign, right: value() };
  }

  function column(): { name: string; value: Value } {
    const token = words[position];
    if (words[position + 1]?.text === '=' && token?.kind === 'word') {
      position += 2;
      return { name: token.text, value: value() };
    }
    const made = value();
    if (made.kind !== 'path') throw notUnderstood('a column without a name');
    // Resource Graph names such a column after the whole path, with underscores.
    return { name: made.keys.join('_'), value: made };
  }

  function ordering() {
    const made = value();
    const descending = skip('desc');
    if (!descending) skip('asc');
    return { value: made, descending };
  }

  function step(): Step {
    const word = next('an operator').text.toLowerCase();
    switch (word) {
      case 'where':
        return { kind: 'where', condition: condition() };
      case 'project':
      case 'extend':
        return { kind: word, columns: list(column) };
      case 'order':
      case 'sort':
        need('by');
        return { kind: 'order', by: list(ordering) };
      case 'take':
      case 'limit':
        return { kind: 'take', rows: Number(next('a number').text) };
      default:
        throw notUnderstood(`the operator "${word}"`);
    }
  }

  const word = next('a table').text.toLowerCase();
  const table = tables.find((name) => name === word);
  if (!table) throw notUnderstood(`the table "${word}"`);
  const steps: Step[] = [];
  while (position < words.length) {
    need('|');
    steps.push(step());
  }
  return { table, steps };
}

function say(token: Token | undefined): string {
  return token ? `"${token.text}"` : 'the end of the query';
}
