import { createHash } from 'node:crypto';
import { distance } from 'fastest-levenshtein';
import { checkedYaml, type KnownKeys, type YamlProblem } from '../../config/checked-yaml.ts';
import type { Waiver } from './apply.ts';
import { type FileRules, waiverFileSchema } from './schema.ts';

/** Everything that is wrong with a file of waivers, each with its place. */
export class WaiversError extends Error {
  readonly problems: YamlProblem[];

  constructor(file: string, problems: YamlProblem[]) {
    super(
      problems
        .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
        .join('\n'),
    );
    this.name = 'WaiversError';
    this.problems = problems;
  }
}

const keys: KnownKeys = {
  '': ['waivers'],
  waivers: ['check', 'clusters', 'object', 'reason', 'owner', 'approvedBy', 'until'],
  clusters: ['ids', 'names', 'tags'],
};

export interface LoadWaiversOptions {
  /** What to call the file. */
  file?: string;
  /** Ids of the checks that there are. */
  checks: readonly string[];
  /** The longest that a waiver may hold from now on. */
  maxDays: number;
  now: Date;
}

/**
 * Reads waivers that were reviewed as code. Those whose end has passed are given too: a report lists them
 * as lapsed, and a process must start on the day after as it did on the day before.
 * @throws WaiversError with line and column of every problem; a file with a problem is never used in part.
 */
export function loadWaivers(
  text: string,
  { file = 'waivers.yaml', checks, maxDays, now }: LoadWaiversOptions,
): Waiver[] {
  const rules: FileRules = { checks, maxDays, now, nearest: (word) => nearest(word, checks) };
  const read = checkedYaml(text, { schema: waiverFileSchema(rules), keys });
  if (!read.ok) throw new WaiversError(file, read.problems);
  return read.data.waivers.map((waiver, index) => ({
    id: idOf(waiver),
    ...waiver,
    origin: `${file}:${read.placeAt(['waivers', index]).line}`,
  }));
}

/** The same for the same words: what has not changed in the file is the same waiver after a restart. */
function idOf(waiver: object): string {
  const hex = createHash('sha256').update(JSON.stringify(waiver)).digest('hex');
  // A UUID of the version that is free for such use: https://www.rfc-editor.org/rfc/rfc9562#section-5.8
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toUpperCase();
  return known
    .map((id) => ({ id, far: distance(id, wanted) }))
    .filter(({ far }) => far <= 3)
    .sort((a, b) => a.far - b.far)[0]?.id;
}
