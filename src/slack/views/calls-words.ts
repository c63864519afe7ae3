/** What calls were asked for, in words. */
import { detections } from '../../forbidden/detections/index.generated.ts';
import type { CallsWanted } from '../../forbidden/queries.ts';
import { clipped } from '../blocks.ts';
import { counted } from './forbidden-words.ts';

/** Plain text: “9 refused calls of eve on secrets from 198.51.100.7”; others chose parts of it. */
export function callsInWords(
  { detection, actor, kind, resourceClass, address }: CallsWanted,
  { count, isCut }: { count: number; isCut: boolean },
): string {
  const found = detections.find(({ id }) => id === detection);
  const what = found
    ? 'call'
    : kind === 'unauthenticated'
      ? 'call without a login'
      : 'refused call';
  const number = isCut ? `The newest ${counted(count, what)}` : counted(count, what);
  return [
    found ? `${found.title}: ${number.toLowerCase()}` : number,
    ...(actor === undefined ? [] : [`of ${clipped(actor, 80)}`]),
    ...(resourceClass === undefined ? [] : [`on ${resourceClass}`]),
    ...(address === undefined ? [] : [`from ${clipped(address, 45)}`]),
  ].join(' ');
}
