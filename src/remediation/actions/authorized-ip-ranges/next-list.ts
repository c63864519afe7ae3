import type { PlanContext } from '../../define-remediation.ts';
import type { OpeningEffects, OpenOpening } from '../../types.ts';
import type { Params } from './params.ts';
import { parseMinutes } from './params.ts';
import { includes, keyOf, networkOf, parseRange, showRange } from './ranges.ts';

/** The list as it would be, before the rules have looked at it. */
export interface NextList {
  kind: 'next';
  after: string[];
  /** Asked for, and in the list already. */
  already: string[];
  openings?: OpeningEffects;
}

/** What was asked cannot be meant; `field` names the parameter. */
export interface Mistake {
  kind: 'mistake';
  field: 'range' | 'for';
  message: string;
}

export function nextList(
  list: string[],
  params: Exclude<Params, { operation: 'extend' }>,
  { purpose, openings }: Pick<PlanContext, 'purpose' | 'openings'>,
): NextList | Mistake {
  switch (params.operation) {
    case 'add':
      return add(list, params, openings);
    case 'remove':
      return remove(list, params.ranges, purpose !== 'change');
    case 'replace':
      return { kind: 'next', after: unique(params.ranges), already: [] };
    case 'edit': {
      const left = list.filter((entry) => !includes(params.remove, entry));
      const missing = params.add.filter((entry) => !includes(left, entry));
      return { kind: 'next', after: [...left, ...missing], already: [] };
    }
  }
}

function add(
  list: string[],
  { ranges, for: duration }: Extract<Params, { operation: 'add' }>,
  openings: OpenOpening[],
): NextList | Mistake {
  const wanted = unique(ranges);
  const closing = openings.find((o) => o.state === 'closing' && includes(wanted, o.range));
  if (closing)
    return {
      kind: 'mistake',
      field: 'range',
      message: `${closing.range} is being taken out at this moment, because its time is over. Ask again when it is closed.`,
    };
  const already = wanted.filter((range) => includes(list, range));
  const after = [...list, ...wanted.filter((range) => !includes(list, range))];
  if (duration === undefined) {
    const keep = openings.filter((o) => !o.wasThere && includes(already, o.range));
    const effects = keep.map(({ id, range }) => ({ id, range }));
    return {
      kind: 'next',
      after,
      already,
      ...(keep.length > 0 && { openings: { keep: effects } }),
    };
  }
  if (list.length === 0)
    return {
      kind: 'mistake',
      field: 'for',
      message:
        'The API server is open to everyone, so nothing can be opened for a time. Add the range without a duration: that closes the API server to everybody else.',
    };
  // A range that stands in the list only because it is open for a time was not there before.
  const onLoan = openings.filter((o) => !o.wasThere).map((o) => o.range);
  const made = wanted.map((range) => ({
    range,
    wasThere: includes(list, range) && !includes(onLoan, range),
  }));
  if (made.every((range) => range.wasThere)) return { kind: 'next', after: list, already };
  const minutes = parseMinutes(duration) ?? 0;
  return { kind: 'next', after, already, openings: { make: { ranges: made, minutes } } };
}

/** `lenient`: what is gone already needs no removing when something is taken back. */
function remove(list: string[], ranges: string[], lenient: boolean): NextList | Mistake {
  const unknown = ranges.find((range) => !includes(list, range));
  if (unknown !== undefined && !lenient)
    return { kind: 'mistake', field: 'range', message: notInList(unknown, list) };
  const after = list.filter((entry) => !includes(ranges, entry));
  return { kind: 'next', after, already: [] };
}

function notInList(word: string, list: string[]): string {
  if (list.length === 0) return `"${word}" cannot be removed: the list is empty.`;
  const shown = list.slice(0, 10).join(', ');
  const more = list.length > 10 ? ` and ${list.length - 10} more` : '';
  return `"${word}" is not in the list. The list holds ${shown}${more}.`;
}

/** Each range once, written as Azure stores it. */
function unique(ranges: string[]): string[] {
  const byKey = new Map(ranges.map((text) => [keyOf(text), asStored(text)]));
  return [...byKey.values()];
}

function asStored(text: string): string {
  const range = parseRange(text);
  return range ? showRange(networkOf(range)) : text.trim();
}
