/**
 * JSON as Bicep writes it. https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types
 * Everything that others chose (names, tags, labels) becomes a string literal here, and nothing else.
 */

/** An expression that stands in the document where a value would stand. */
export class Code {
  readonly text: string;
  /** What it comes to if nobody gives the parameters other values; undefined where only people know. */
  readonly known: unknown;

  constructor(text: string, known?: unknown) {
    this.text = text;
    this.known = known;
  }
}

/** Comments by object and key, printed above the property. */
export type Notes = ReadonlyMap<object, ReadonlyMap<string, string>>;

const step = '  ';

/** @param depth how far the line that it stands on is indented */
export function printValue(value: unknown, notes: Notes = new Map(), depth = 0): string {
  if (value instanceof Code) return value.text;
  if (Array.isArray(value)) return printArray(value, notes, depth);
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return String(value);
    case 'number':
      return printNumber(value);
    case 'object':
      return value === null ? 'null' : printObject(value, notes, depth);
    default:
      throw new Error(`Bicep has no ${typeof value}.`);
  }
}

/** As an object, its properties only, for those who write the braces themselves. */
export function printProperties(object: object, notes: Notes, depth: number): string[] {
  const indent = step.repeat(depth);
  const comments = notes.get(object);
  return Object.entries(object).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const comment = comments?.get(key);
    return [
      ...(comment ? [`${indent}// ${oneLine(comment)}`] : []),
      `${indent}${propertyName(key)}: ${printValue(value, notes, depth)}`,
    ];
  });
}

function printObject(object: object, notes: Notes, depth: number): string {
  const lines = printProperties(object, notes, depth + 1);
  return lines.length === 0 ? '{}' : ['{', ...lines, `${step.repeat(depth)}}`].join('\n');
}

function printArray(array: readonly unknown[], notes: Notes, depth: number): string {
  if (array.length === 0) return '[]';
  const indent = step.repeat(depth + 1);
  const lines = array.map((item) => `${indent}${printValue(item, notes, depth + 1)}`);
  return ['[', ...lines, `${step.repeat(depth)}]`].join('\n');
}

/** Bicep has no literal for fractions; `json` makes one. */
function printNumber(number: number): string {
  return Number.isSafeInteger(number) ? String(number) : `json('${JSON.stringify(number)}')`;
}

function propertyName(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key);
}

const escapes: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '${': '\\${',
};

/** https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export function quoted(text: string): string {
  const safe = text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that would end the line
    .replaceAll(/\\|'|\$\{|[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (found) => {
      const code = found.codePointAt(0) ?? 0;
      return escapes[found] ?? `\\u{${code.toString(16)}}`;
    });
  return `'${safe}'`;
}

/** A comment ends with its line, so what is in it must not begin another. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that would end the line
  return text.toWellFormed().replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
