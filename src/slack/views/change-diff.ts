import type { PlannedChange } from '../../remediation/types.ts';

/**
 * Before and after as lines: `  ` stays, `- ` goes, `+ ` comes. Lists of plain values are compared
 * as sets, since Azure gives their order no meaning; everything else is shown whole.
 */
export function diffLines({ path, before, after }: PlannedChange): string[] {
  const head = path.replace(/^properties\./, '');
  if (isPlainList(before) || isPlainList(after)) {
    const was = isPlainList(before) ? before : [];
    const will = isPlainList(after) ? after : [];
    const kept = was.filter((value) => will.includes(value));
    const gone = was.filter((value) => !will.includes(value));
    const come = will.filter((value) => !was.includes(value));
    const size = `(${was.length === 0 ? 'none' : was.length} before, ${will.length === 0 ? 'none' : will.length} after)`;
    return [
      `${head} ${size}`,
      ...kept.map((value) => `  ${value}`),
      ...gone.map((value) => `- ${value}`),
      ...come.map((value) => `+ ${value}`),
    ];
  }
  return [head, ...linesOf('-', before), ...linesOf('+', after)];
}

/** Keeps the first and the last lines and says how many were left out, so that a long list still fits a message. */
export function shortened(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines;
  const changed = lines.filter((line, index) => index === 0 || /^[+-] /.test(line));
  const unchanged = lines.length - changed.length;
  const room = changed.slice(0, most - 1);
  const left = changed.length - room.length;
  return [
    ...room,
    ...(left > 0 ? [`… and ${left} more that change`] : []),
    ...(unchanged > 0 ? [`… and ${unchanged} that stay`] : []),
  ];
}

/** A manifest is shown as it is written; anything else as JSON. */
function linesOf(sign: '-' | '+', value: unknown): string[] {
  const isText = typeof value === 'string' && value.includes('\n');
  if (!isText) return [`${sign} ${shown(value)}`];
  return value
    .trimEnd()
    .split('\n')
    .map((line) => `${sign} ${line}`);
}

function isPlainList(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object');
}

function shown(value: unknown): string {
  return value === undefined || value === null ? '(not set)' : JSON.stringify(value);
}
