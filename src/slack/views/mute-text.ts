/** What a mute covers, in words. */
import type { Cover } from '../../forbidden/alerts/cover.ts';
import type { MuteRow } from '../../store/mutes.ts';

/** Plain text: others chose parts of it. */
export function coverInWords({ actor, kind, resourceClass, namespace, address }: Cover): string {
  return [
    actor === undefined ? 'anybody' : actor.slice(0, 60),
    ...(kind === undefined ? [] : [kind.slice(0, 30)]),
    ...(resourceClass === undefined ? [] : [`on ${resourceClass}`]),
    ...(namespace === undefined ? [] : [`in namespace ${namespace.slice(0, 63)}`]),
    ...(address === undefined ? [] : [`from ${address.slice(0, 45)}`]),
  ].join(' ');
}

/** With where it holds; plain text. */
export function muteInWords(
  { cover, clusterId }: Pick<MuteRow, 'cover' | 'clusterId'>,
  clusterName = clusterId?.split('/').at(-1),
): string {
  return `${coverInWords(cover)} on ${clusterId === null ? 'every cluster' : clusterName}`;
}
