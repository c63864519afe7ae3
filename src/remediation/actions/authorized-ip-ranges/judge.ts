import type { FieldProblems, PlanContext } from '../../define-remediation.ts';
import { type Params, parseMinutes, showMinutes } from './params.ts';
import { readEntry } from './ranges.ts';
import { whyHostBits, whyNotAdded } from './requested.ts';

/** An opening is not shorter: Azure alone may take two minutes for each of its two changes. */
const shortestOpeningMinutes = 5;

/** What is wrong with the parameters by themselves, before any cluster is read. */
export function judgeParams(
  params: Params,
  { settings, purpose }: Pick<PlanContext, 'settings' | 'purpose'>,
): FieldProblems {
  switch (params.operation) {
    case 'add':
      return {
        ...rangeProblem(params.ranges, (word) => whyNotAdded(word, settings.widestPrefix)),
        ...durationProblem(params.for, settings.longestOpeningMinutes),
      };
    case 'replace':
      return rangeProblem(params.ranges, (word) => whyNotAdded(word, settings.widestPrefix));
    case 'remove':
      return rangeProblem(params.ranges, whyNotRemoved);
    case 'edit':
      return purpose === 'rollback' ? {} : { range: 'Say what to add or what to remove.' };
    case 'extend':
      return {};
  }
}

function rangeProblem(words: string[], judge: (word: string) => string | undefined): FieldProblems {
  const problems = words.map(judge).filter((problem) => problem !== undefined);
  return problems.length > 0 ? { range: problems.join(' ') } : {};
}

function whyNotRemoved(word: string): string | undefined {
  return readEntry(word).kind === 'range' ? whyHostBits(word) : undefined;
}

function durationProblem(text: string | undefined, longest: number): FieldProblems {
  if (text === undefined) return {};
  const minutes = parseMinutes(text);
  if (minutes === undefined)
    return { for: `"${text}" is not a duration. Write it as 30m, 4h or 2d.` };
  if (minutes < shortestOpeningMinutes)
    return {
      for: `"${text}" is too short: an opening lasts at least ${showMinutes(shortestOpeningMinutes)}.`,
    };
  if (minutes > longest)
    return {
      for: `"${text}" is too long: an opening lasts at most ${showMinutes(longest)} here. Add the range without a duration to keep it.`,
    };
  return {};
}
