/**
 * The expressions of ARM templates, as a tree.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
export type Node =
  | { kind: 'literal'; value: string | number }
  | { kind: 'call'; name: string; args: Node[]; text: string }
  | { kind: 'member'; of: Node; key: Node; text: string };

/** A text that is an expression: in brackets, and not beginning with `[[`, which is a plain `[`. */
export function isTemplateExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

const token =
  /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][A-Za-z0-9_.]*(?=\s*\())|([A-Za-z_]\w*)|([()[\],.]))/y;

/**
 * Parses what stands between the brackets.
 * @returns undefined for what the language does not know.
 */
export function parseExpression(source: string): Node | undefined {
  let at = 0;
  try {
    const node = parseNode();
    return source.slice(at).trim() === '' ? node : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }

  function parseNode(): Node {
    const start = at + (/^\s*/.exec(source.slice(at))?.[0].length ?? 0);
    let node = parsePrimary(start);
    for (;;) {
      const sign = peek();
      if (sign !== '.' && sign !== '[') return node;
      next();
      const key: Node = sign === '.' ? { kind: 'literal', value: parseName() } : parseNode();
      if (sign === '[') expect(']');
      node = { kind: 'member', of: node, key, text: source.slice(start, at) };
    }
  }

  function parsePrimary(start: number): Node {
    const { string, number, call } = next();
    if (string !== undefined) return { kind: 'literal', value: string.replaceAll("''", "'") };
    if (number !== undefined) return { kind: 'literal', value: Number(number) };
    if (call === undefined) throw new SyntaxError(source);
    expect('(');
    const args: Node[] = [];
    while (peek() !== ')') {
      if (args.length > 0) expect(',');
      args.push(parseNode());
    }
    expect(')');
    return { kind: 'call', name: call.toLowerCase(), args, text: source.slice(start, at) };
  }

  function parseName(): string {
    const { name, call } = next();
    const found = name ?? call;
    if (found === undefined) throw new SyntaxError(source);
    return found;
  }

  function next() {
    token.lastIndex = at;
    const match = token.exec(source);
    if (!match) throw new SyntaxError(source);
    at = token.lastIndex;
    const [, string, number, call, name, sign] = match;
    return { string, number, call, name, sign };
  }

  function peek(): string | undefined {
    token.lastIndex = at;
    return token.exec(source)?.[5];
  }

  function expect(sign: string): void {
    if (next().sign !== sign) throw new SyntaxError(source);
  }
}
