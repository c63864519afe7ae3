/** A YAML file that has to fit a schema; whatever is wrong is told with line and column. */
import { distance } from 'fastest-levenshtein';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { z } from 'zod';

interface Place {
  line: number;
  column: number;
}

export interface YamlProblem extends Place {
  message: string;
}

export type CheckedYaml<T> =
  | { ok: true; data: T; placeAt(path: readonly PropertyKey[]): Place }
  /** In the order in which they stand in the file. */
  | { ok: false; problems: YamlProblem[] };

/** The keys that each object of the file may have, by the last name of its path; `''` for the file itself. */
export type KnownKeys = Readonly<Record<string, readonly string[]>>;

/** Reads a file as a whole: with one problem, nothing of it is used. */
export function checkedYaml<S extends z.ZodType>(
  text: string,
  { schema, keys }: { schema: S; keys: KnownKeys },
): CheckedYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => ({
      ...placeAt(lines, pos[0]),
      message,
    }));
    return { ok: false, problems };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success)
    return {
      ok: true,
      data: parsed.data,
      placeAt: (path) => placeAt(lines, nearestOffset(document, path)),
    };
  const problems = withoutConsequences(parsed.error.issues.flatMap(narrowed), document)
    .flatMap((issue) => describe(issue, document, lines, keys))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems };
}

/** What says of a whole value what is wrong in it; anything else says that another kind was meant. */
const ofItsKind = ['unrecognized_keys', 'custom'];

/** Where what stands there is plainly meant as one of several kinds, what is wrong with it as such. */
function narrowed(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const depth = issue.path.length;
  const meant = issue.errors
    .map((its) => its.flatMap((each) => narrowed({ ...each, path: [...issue.path, ...each.path] })))
    .filter(
      (its) => !its.some(({ code, path }) => path.length === depth && !ofItsKind.includes(code)),
    );
  const [first = []] = meant;
  if (meant.length === 1) return first;
  // Whichever is meant, a key that none of them has is wrong.
  const unknown = meant.map((its) => its.filter(({ code }) => code === 'unrecognized_keys'));
  const [keys] = unknown;
  return keys && unknown.every((each) => each.length > 0) ? keys : [issue];
}

/** Leaves out what is missing only because the key that should hold it is misspelt. */
function withoutConsequences(issues: z.core.$ZodIssue[], document: Document): z.core.$ZodIssue[] {
  const misspelt = new Set(
    issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('/')),
  );
  return issues.filter(({ code, path }) => {
    if (code === 'unrecognized_keys') return true;
    const missing = !document.hasIn(path) && misspelt.has(path.slice(0, -1).join('/'));
    return !missing && !misspelt.has(path.join('/'));
  });
}

function describe(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
  keys: KnownKeys,
): YamlProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...placeAt(lines, keyOffset(document, issue.path, key)),
      message: `unknown key "${key}"${suggestion(key, issue.path, keys)}`,
    }));
  }
  const where = issue.path.map((part) =>
    typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`,
  );
  const path = where.join('').replace(/^\./, '');
  const missing = issue.code === 'invalid_type' && !document.hasIn(issue.path);
  const message = missing ? `is missing; it ${issue.message}` : issue.message;
  return [
    {
      ...placeAt(lines, nearestOffset(document, issue.path)),
      message: path ? `${path} ${message}` : `the file ${message}`,
    },
  ];
}

function suggestion(key: string, path: PropertyKey[], keys: KnownKeys): string {
  const parent = path.findLast((part) => typeof part === 'string') ?? '';
  const candidates = keys[String(parent)] ?? [];
  const near = candidates
    .map((candidate) => ({ candidate, far: distance(key.toLowerCase(), candidate) }))
    .sort((a, b) => a.far - b.far)[0];
  if (near && near.far <= Math.max(2, near.candidate.length / 3)) {
    return `; did you mean "${near.candidate}"?`;
  }
  return candidates.length > 0 ? `; known here: ${candidates.join(', ')}` : '';
}

function keyOffset(document: Document, path: PropertyKey[], key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return nearestOffset(document, path);
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return isNode(pair?.key) ? startOf(pair.key) : nearestOffset(document, path);
}

/** Where the value stands or, if it does not stand there, the nearest thing around it. */
function nearestOffset(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return startOf(node);
  }
  return document.contents ? startOf(document.contents) : 0;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
