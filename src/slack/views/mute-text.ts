/** What a mute covers, in words. */
import type { Cover } from '../../forbidden/alerts/cover.ts';
import type { MuteRow } from '../../store/mutes.ts';
import { clipped } from '../blocks.ts';
import { classOfResource, kindInWords } from './alert-text.ts';

/** Plain text: others chose parts of it. */
export function coverInWords(
  { actor, kind, resourceClass, namespace, address }: Cover,
  mostOfActor = 60,
): string {
  return [
    actor === undefined ? 'anybody' : clipped(actor, mostOfActor),
    ...(kind === undefined ? [] : [kindInWords(kind) ?? `seen by ${kind.slice(0, 40)}`]),
    ...(resourceClass === undefined ? [] : [`for ${classInWords(resourceClass)}`]),
    ...(namespace === undefined ? [] : [`in namespace ${namespace.slice(0, 63)}`]),
    ...(address === undefined ? [] : [`from ${address.slice(0, 45)}`]),
  ].join(' ');
}

/** What was called for; a class that is none is shown as it is. */
function classInWords(resourceClass: string): string {
  return (classOfResource as Record<string, string>)[resourceClass] ?? resourceClass.slice(0, 40);
}

/** With where it holds; plain text. */
export function muteInWords(
  { cover, clusterId }: Pick<MuteRow, 'cover' | 'clusterId'>,
  clusterName = clusterId?.split('/').at(-1),
): string {
  return `${coverInWords(cover)} on ${clusterId === null ? 'every cluster' : clusterName}`;
}
