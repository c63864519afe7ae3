/** What somebody wrote after `freeze`: which clusters, until when, why. Pure. */
import { duration } from '../config/duration.ts';
import { FilterError, parseFilter } from '../fleet/filter.ts';

export type FreezeWords =
  | { kind: 'list' }
  | { kind: 'end'; filter: string | null }
  | { kind: 'begin'; filter: string; until: Date; reason: string }
  | { kind: 'wrong'; problem: string };

/** Longer than this is a decision for the configuration, where it is reviewed. */
const longestMs = 60 * 86_400_000;

/** `tag:env=prod 3d reason`, `all until 2027-01-04T08:00 reason`, `end`, `end tag:env=prod`, `list`; nothing is `list`. */
export function readFreezeWords(text: string, now: Date): FreezeWords {
  const words = text.split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined || first.toLowerCase() === 'list') return { kind: 'list' };
  if (first.toLowerCase() === 'end') return readEnd(words.slice(1));
  if (words.length === 1 && /^(stop|off|thaw|unfreeze|cancel)$/i.test(first))
    return wrong(`“${first}” is not a word here. “freeze end” ends a freeze.`);
  const at = words.findIndex((word, index) => index > 0 && isTime(words, index, word));
  if (at < 0)
    return wrong(
      `Say for how long, or until when: “${words.join(' ')}” holds no time. For example: freeze ${first} 3d because of the year’s end.`,
    );
  const filter = words.slice(0, at).join(' ');
  const problem = filterProblem(filter);
  if (problem) return wrong(problem);
  const length = /^(for|until)$/i.test(words[at] ?? '') ? at + 1 : at;
  const time = words[length] ?? '';
  const until = timeOf(time, now);
  if (!until) return wrong(`“${time}” is no time; write 3d, 12h, 2027-01-04 or 2027-01-04T08:00.`);
  if (until <= now) return wrong(`“${time}” is over already.`);
  if (until.getTime() - now.getTime() > longestMs)
    return wrong(
      `“${time}” is more than 60 days from now; longer freezes belong into the section freezes of the configuration.`,
    );
  const because = words.slice(length + 1);
  const reason = because.join(' ').replace(/^because (of )?/i, '');
  if (reason === '')
    return wrong(`Say why, for those who have to wait: freeze ${filter} ${time} because …`);
  if (reason.length > 200)
    return wrong('That reason is longer than 200 characters; say it shorter.');
  return { kind: 'begin', filter, until, reason };
}

function readEnd(words: string[]): FreezeWords {
  const filter = words.join(' ');
  const problem = filter === '' ? undefined : filterProblem(filter);
  return problem ? wrong(problem) : { kind: 'end', filter: filter || null };
}

/** A time, or the word before one. */
function isTime(words: readonly string[], index: number, word: string): boolean {
  if (/^(for|until)$/i.test(word)) return words[index + 1] !== undefined;
  return duration(word) !== undefined || /^\d{4}-/.test(word);
}

/** A date alone is its beginning; times are UTC where they say nothing else. */
function timeOf(word: string, now: Date): Date | undefined {
  const length = duration(word);
  if (length !== undefined) return new Date(now.getTime() + length);
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.test(word)) return undefined;
  const text =
    word.length === 10 ? `${word}T00:00Z` : /(Z|[+-]\d\d:\d\d)$/.test(word) ? word : `${word}Z`;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function filterProblem(filter: string): string | undefined {
  try {
    parseFilter(filter);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
}

function wrong(problem: string): FreezeWords {
  return { kind: 'wrong', problem };
}
