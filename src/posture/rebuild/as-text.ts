import { printable } from '../report/text.ts';
import type { Change, Rebuild } from './types.ts';

const longest = 120;

/** What a person reads beside the file: what is changed and why, what to fill in, what is left. */
export function changesAsText(made: Rebuild): string {
  const { cluster, newName, judged, changes, kept, parameters, left } = made;
  const open = parameters.filter((one) => one.default === undefined);
  const { before, after } = judged;
  return lines([
    `${cluster.name} → ${newName}: ${changes.length} settings changed, ${kept.length} good ones kept.`,
    `Checks that fail: ${before.failed} now, ${after.failed} then (${after.unknown} can be judged only once it exists).`,
    '',
    'Changed:',
    ...changes.flatMap((change) => [
      `  ${change.check ?? '-'}  ${change.path}: ${inWords(change.before)} → ${inWords(change.after)}`,
      `      ${change.why}`,
    ]),
    '',
    'Fill in:',
    ...open.map(({ name, description }) => `  ${name}: ${description}`),
    '',
    'Not carried over, or yours to decide:',
    ...left.map(({ check, path, why }) => `  ${check ?? '-'}  ${path}: ${why}`),
  ]);
}

function inWords(value: Change['before']): string {
  if (value === null) return 'absent';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function lines(texts: readonly string[]): string {
  return `${texts.map((text) => text.replace(/^( *)(.*)$/s, (_, indent: string, rest: string) => indent + printable(rest))).join('\n')}\n`;
}
