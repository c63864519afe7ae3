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
import { type Rights, rightsSchema } from './schema.ts';

export interface RightsProblem {
  line: number;
  column: number;
  message: string;
}

/** Everything that is wrong with a file of rights, each with its place. */
export class RightsError extends Error {
  readonly problems: RightsProblem[];

  constructor(file: string, problems: RightsProblem[]) {
    super(
      problems
        .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
        .join('\n'),
    );
    this.name = 'RightsError';
    this.problems = problems;
  }
}

/**
 * Reads a file of rights. Throws a RightsError that names every problem with line and column;
 * a file with a problem is never used in part.
 */
export function loadRights(text: string, { file = 'rights.yaml' }: { file?: string } = {}): Rights {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new RightsError(
      file,
      document.errors.map(({ pos, message }) => ({ ...placeAt(lines, pos[0]), message })),
    );
  }
  const parsed = rightsSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = withoutConsequences(parsed.error.issues, document).flatMap((issue) =>
    describe(issue, document, lines),
  );
  throw new RightsError(
    file,
    problems.sort((a, b) => a.line - b.line || a.column - b.column),
  );
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
): RightsProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...placeAt(lines, keyOffset(document, issue.path, key)),
      message: `unknown key "${key}"${suggestion(key, issue.path)}`,
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

/** The keys that each object of the file may have, by the last name of its path. */
const knownKeys: Record<string, string[]> = {
  '': ['teams', 'rules', 'approvals', 'channels'],
  rules: ['name', 'allow', 'deny', 'to', 'clusters'],
  to: ['everyone', 'users', 'groups', 'channels'],
  clusters: ['names', 'tags'],
  approvals: ['risk', 'clusters', 'need', 'approvers', 'expires', 'reason', 'ticket'],
  approvers: ['users', 'groups'],
  channels: ['clusters', 'approvals'],
};

function suggestion(key: string, path: PropertyKey[]): string {
  const parent = path.findLast((part) => typeof part === 'string') ?? '';
  const candidates = knownKeys[String(parent)] ?? [];
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
function nearestOffset(document: Document, path: PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return startOf(node);
  }
  return document.contents ? startOf(document.contents) : 0;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function placeAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
