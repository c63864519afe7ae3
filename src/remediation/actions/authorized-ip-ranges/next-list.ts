import type { PlanContext } from '../../define-remediation.ts';
import type { OpeningEffects, OpenOpening } from '../../types.ts';
import type { Params } from './params.ts';
import { parseMinutes } from './params.ts';
import {
  includes,
  keyOf,
  networkOf,
  ownOutboundEntry,
  parseRange,
  readEntry,
  showRange,
  without,
} from './ranges.ts';

/** The list as it would be, before the rules have looked at it. */
export interface NextList {
  kind: 'next';
  after: string[];
  /** Asked for, and in the list already. */
  already: string[];
  /** `0.0.0.0/32` made room for ranges, so the nodes' own addresses have to be in the list now. */
  ownOutboundGone: boolean;
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
    case 'replace': {
      const after = unique(params.ranges);
      return standsAlone(after) ? aloneMistake : next(list, after);
    }
    case 'edit': {
      const left = without(list, params.remove);
      return next(list, [...left, ...without(params.add, left)]);
    }
  }
}

/** Azure takes `0.0.0.0/32` by itself only; beside ranges it makes room for them. */
function next(
  list: string[],
  after: string[],
  more: Partial<Pick<NextList, 'already' | 'openings'>> = {},
): NextList {
  const ranges = after.filter((entry) => !isOwnOutbound(entry));
  const possible = ranges.length > 0 ? ranges : after;
  const ownOutboundGone = [...list, ...after].some(isOwnOutbound) && ranges.length > 0;
  return { kind: 'next', after: possible, already: [], ownOutboundGone, ...more };
}

const aloneMistake: Mistake = {
  kind: 'mistake',
  field: 'range',
  message: `"${ownOutboundEntry}" lets in nobody but the cluster itself, and Azure takes it only by itself. Replace the whole list by it, or leave it away.`,
};

function standsAlone(list: string[]): boolean {
  return list.length > 1 && list.some(isOwnOutbound);
}

function isOwnOutbound(entry: string): boolean {
  return readEntry(entry).kind === 'own-outbound';
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
  const after = [...list, ...without(wanted, list)];
  if (wanted.some(isOwnOutbound) && standsAlone(after)) return aloneMistake;
  if (duration === undefined) {
    const keep = openings.filter((o) => !o.wasThere && includes(already, o.range));
    const effects = keep.map(({ id, range }) => ({ id, range }));
    return next(list, after, { already, ...(keep.length > 0 && { openings: { keep: effects } }) });
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
  if (made.every((range) => range.wasThere)) return next(list, list, { already });
  const minutes = parseMinutes(duration) ?? 0;
  return next(list, after, { already, openings: { make: { ranges: made, minutes } } });
}

/** `lenient`: what is gone already needs no removing when something is taken back. */
function remove(list: string[], ranges: string[], lenient: boolean): NextList | Mistake {
  const [unknown] = without(ranges, list);
  if (unknown !== undefined && !lenient)
    return { kind: 'mistake', field: 'range', message: notInList(unknown, list) };
  const after = without(list, ranges);
  return next(list, after);
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
