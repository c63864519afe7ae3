import type { Outbound } from '../../../fleet/outbound.ts';
import { coveredBy, parseRange, readEntry, showRange } from './ranges.ts';

/** Addresses that must stay in a list, because nodes or Drawbridge itself come from there. */
export interface WayOut {
  outbound: string[];
  own: string[];
}

export function wayOut(outbound: Outbound, ownEgress: readonly string[]): WayOut {
  return { outbound: outbound.known.map(asEntry), own: ownEgress.map(asEntry) };
}

/** Which of them a list does not let in; an empty list is open to everyone. */
export function shutOut(list: readonly string[], { outbound, own }: WayOut): string[] {
  if (list.length === 0) return [];
  const nodesAreIn = list.some((entry) => readEntry(entry).kind === 'own-outbound');
  return [...(nodesAreIn ? [] : outbound), ...own].filter((entry) => !coveredBy(list, entry));
}

/** Which of them a list lets in now and would no longer let in. */
export function cutOff(before: readonly string[], after: readonly string[], way: WayOut): string[] {
  const alreadyOut = new Set(shutOut(before, way));
  return shutOut(after, way).filter((entry) => !alreadyOut.has(entry));
}

function asEntry(address: string): string {
  const range = parseRange(address);
  return range ? showRange(range) : address;
}
