import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);
await Parser.init();
const language = await Language.load(require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'));

/** Functions and words that the files use and nothing in them declares. */
const builtIn = new Set([
  'resourceGroup',
  'split',
  'last',
  'empty',
  'json',
  'description',
  'secure',
]);
const types = new Set(['string', 'array', 'object']);

/** What is wrong with a Bicep file: syntax first, then names that nothing or two things declare. */
export function bicepProblems(source: string): string[] {
  const parser = new Parser();
  parser.setLanguage(language);
  const tree = parser.parse(shielded(source));
  if (!tree) return ['nothing was parsed'];
  const problems = [...syntaxProblems(tree.rootNode)];
  const { declared, twice } = declarations(tree.rootNode);
  problems.push(...twice.map((name) => `${name} is declared twice`));
  for (const name of usedNames(tree.rootNode))
    if (!declared.has(name) && !builtIn.has(name) && !types.has(name))
      problems.push(`${name} is not declared`);
  tree.delete();
  parser.delete();
  return problems;
}

function* syntaxProblems(node: Node): Generator<string> {
  if (node.isError || node.isMissing)
    yield `${node.startPosition.row + 1}: ${node.isMissing ? `missing ${node.type}` : 'error'} at ${JSON.stringify(node.text.slice(0, 60))}`;
  for (const child of node.children) if (child) yield* syntaxProblems(child);
}

const declaring = new Set(['parameter_declaration', 'resource_declaration', 'output_declaration']);

function declarations(root: Node): { declared: Set<string>; twice: string[] } {
  const names = root.descendantsOfType([...declaring]).flatMap((node) => {
    const name = node?.children.find((child) => child?.type === 'identifier');
    return name ? [name.text] : [];
  });
  return {
    declared: new Set(names),
    twice: names.filter((name, index) => names.indexOf(name) !== index),
  };
}

/** Identifiers that stand for a value: neither keys of objects nor properties after a dot. */
function usedNames(root: Node): Set<string> {
  const used = new Set<string>();
  for (const node of root.descendantsOfType('identifier')) {
    if (!node) continue;
    const { parent } = node;
    const isKey = parent?.type === 'object_property' && parent.children[0]?.id === node.id;
    const isDeclared = declaring.has(parent?.type ?? '');
    if (!isKey && !isDeclared) used.add(node.text);
  }
  return used;
}

/** What the default of the first parameter comes to, read from the syntax tree. */
export function bicepValue(source: string): unknown {
  const parser = new Parser();
  parser.setLanguage(language);
  const tree = parser.parse(shielded(source));
  const declaration = tree?.rootNode.descendantsOfType('parameter_declaration')[0];
  const last = declaration?.namedChildren.at(-1);
  if (!last) throw new Error('There is no default.');
  return evaluated(last, source);
}

function evaluated(node: Node, source: string): unknown {
  switch (node.type) {
    case 'string':
      return textOf(node, source);
    case 'number':
    case 'unary_expression':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'null':
      return null;
    case 'array':
      return itemsOf(node, source);
    case 'object':
      return Object.fromEntries(
        node.namedChildren.map((property) => {
          const [key, value] = (property as Node).namedChildren as [Node, Node];
          const name = key.type === 'string' ? textOf(key, source) : key.text;
          return [name, evaluated(value, source)];
        }),
      );
    case 'call_expression':
    case 'parenthesized_expression':
      return JSON.parse(textOf(node.descendantsOfType('string')[0] as Node, source));
    default:
      throw new Error(`${node.type} is no value: ${node.text}`);
  }
}

/** In a list the grammar takes `json('…')` for a name and a value in brackets. */
function itemsOf(node: Node, source: string): unknown[] {
  return node.namedChildren.flatMap((child) =>
    child?.type === 'identifier' && child.text === 'json' ? [] : [evaluated(child as Node, source)],
  );
}

const meanings: Record<string, string> = {
  '\\\\': '\\',
  "\\'": "'",
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\$': '$',
};

/** The text of a literal; one with an interpolation is none. */
function textOf(node: Node, source: string): string {
  if (node.descendantsOfType('interpolation').length > 0) throw new Error('an interpolation');
  return source
    .slice(node.startIndex + 1, node.endIndex - 1)
    .replaceAll(/\\u\{([0-9a-f]+)\}|\\./gs, (found, code: string | undefined) =>
      code ? String.fromCodePoint(Number.parseInt(code, 16)) : (meanings[found] ?? `(${found})`),
    );
}

/** The grammar takes two slashes for a comment even inside a literal; Bicep does not. */
function shielded(source: string): string {
  return source.replaceAll(/\/\/[^\n]*|'(?:\\.|[^'\\\n])*'/g, (found) =>
    found.startsWith("'") ? found.replaceAll('/', '_') : found,
  );
}
