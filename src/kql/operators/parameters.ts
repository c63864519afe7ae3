import { type Context, kindOf } from '../compile/context.ts';
import { refuse } from '../error.ts';
import { type List, listed, type SyntaxNode } from '../syntax.ts';

/** Options that only tell the service how to distribute the work. */
function isHint(name: string): boolean {
  return name.startsWith('hint.');
}

/**
 * The options that follow an operator's name (`kind=inner`), as text; refuses those that are not
 * in `known`. A hint changes no result and is passed over.
 */
export function parametersOf(node: SyntaxNode, known: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const parameter of listed(node.Parameters as List<SyntaxNode>)) {
    const name = parameter.Name.SimpleName;
    if (isHint(name)) {
      continue;
    }
    if (!known.includes(name)) {
      throw refuse(`The option '${name}' of ${node.toString().trim().split(/\s/)[0]}`, parameter);
    }
    found.set(name, parameter.Expression.toString().trim());
  }
  return found;
}

/** The text of each token in a node. */
export function tokensOf(node: SyntaxNode | null): string[] {
  if (!node) {
    return [];
  }
  if (node.IsToken) {
    return [node.Text];
  }
  const texts: string[] = [];
  for (let i = 0; i < node.ChildCount; i++) {
    texts.push(...tokensOf(node.GetChild(i)));
  }
  return texts;
}

/** The name that an expression gives its column: `a = …`, or a column's own; undefined otherwise. */
export function nameOf(context: Context, node: SyntaxNode): string | undefined {
  switch (kindOf(context, node)) {
    case 'SimpleNamedExpression':
      return node.Name.SimpleName;
    case 'NameReference':
      return node.SimpleName;
    case 'CompoundNamedExpression':
      throw refuse('Naming several columns at once', node);
    default:
      return undefined;
  }
}
