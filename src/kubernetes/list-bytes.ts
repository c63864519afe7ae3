/** A list as it came over the wire, taken apart without making objects of it. */
import type { Json } from './connection.ts';

export interface ListBytes {
  /** The list itself, with no items in it. */
  around: Json;
  /** Makes each item when it is asked for, and keeps none. @throws SyntaxError */
  items(): Generator<Json>;
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Finds where the items of a list begin and end: the objects in the array `items` of the outermost object.
 * @throws SyntaxError if it is not JSON
 */
export function listIn(bytes: Buffer): ListBytes {
  const bounds: number[] = [];
  let depth = 0;
  let itemAt = -1;
  let itemsFrom = -1;
  let itemsTo = -1;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at += 1;
      while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    } else if (byte === openBrace || byte === openBracket) {
      if (depth === 1 && itemsFrom < 0 && byte === openBracket && isItems(bytes, at))
        itemsFrom = at + 1;
      else if (depth === 2 && itemsFrom >= 0 && itemsTo < 0) itemAt = at;
      depth += 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (itemsFrom < 0 || itemsTo >= 0) continue;
      if (depth === 1) itemsTo = at;
      else if (depth === 2) bounds.push(itemAt, at + 1);
    }
  }
  const text = (from: number, to: number) => bytes.toString('utf8', from, to);
  const hasItems = itemsFrom >= 0 && itemsTo >= 0;
  return {
    around: JSON.parse(
      hasItems ? `${text(0, itemsFrom)}${text(itemsTo, bytes.length)}` : text(0, bytes.length),
    ),
    *items() {
      for (let index = 0; index < bounds.length; index += 2)
        yield JSON.parse(text(bounds[index] as number, bounds[index + 1] as number));
    },
  };
}

/** Is it the array of `"items":` that begins here? */
function isItems(bytes: Buffer, at: number): boolean {
  return /"items"\s*:\s*$/.test(bytes.toString('latin1', Math.max(0, at - 40), at));
}
