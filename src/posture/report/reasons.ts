import type { NewReason, PropertyChange } from '../types.ts';

const longestValue = 60;

/**
 * Why a finding is new, as half a sentence: "changed by ana@contoso.example on …: properties.x, false → true".
 * It is plain text: whoever shows it escapes it.
 */
export function sayReason(reason: NewReason, sayTime: (iso: string) => string): string {
  switch (reason.kind) {
    case 'cluster-changed': {
      const [newest, ...others] = reason.changes;
      if (newest) return sayChange(newest, others.length, sayTime);
      return reason.problem
        ? `it passed before; ${reason.problem}`
        : 'it passed before, and Azure’s record of this cluster shows no change that fits: something around it, or the calendar';
    }
    case 'check-changed':
      return 'the check or its numbers have changed; the cluster may be as it was';
    case 'first-read':
      return reason.was === 'unknown'
        ? 'it could be read for the first time'
        : 'it did not apply before';
    case 'waiver-ended':
      return reason.until === null
        ? 'it is not waived any more'
        : `its waiver lapsed on ${sayTime(reason.until)}`;
  }
}

function sayChange(
  { at, by, path, before, after }: PropertyChange,
  others: number,
  sayTime: (iso: string) => string,
): string {
  const who = by === null ? 'changed by somebody whom Azure does not name' : `changed by ${by}`;
  const more = others > 0 ? ` (and ${others} more)` : '';
  return `${who} on ${sayTime(at)}: ${path}, ${short(before)} → ${short(after)}${more}`;
}

function short(value: string | null): string {
  if (value === null) return 'not set';
  return value.length > longestValue ? `${value.slice(0, longestValue - 1)}…` : value;
}
