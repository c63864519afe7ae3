import type { StaticSelect } from '@slack/types';
import { fingerprint } from '../../forbidden/alerts/fingerprint.ts';
import type { Sighting } from '../../forbidden/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { bySuspicion } from './forbidden-groups.ts';

/** A menu is read as far as this. */
const mostOffered = 25;

/** A menu of what can be muted, the most suspicious first; none where nothing was refused. */
export function muteMenu(
  runId: string,
  sightings: readonly Sighting[],
  {
    several,
    nameOf,
    tools: { menu },
  }: {
    /** Whether the clusters have to be told apart. */
    several: boolean;
    nameOf: (clusterId: string) => string;
    tools: Pick<Drawing, 'menu'>;
  },
): StaticSelect[] {
  const choices = bySuspicion(sightings)
    .slice(0, mostOffered)
    .map((sighting) => {
      const { actor, kind, resourceClass, clusterId } = sighting;
      const where = several ? `, ${clipped(nameOf(clusterId), 20)}` : '';
      const about = ` (${clipped(kind, 20)} on ${resourceClass}${where})`;
      return {
        action: actionIds.muteCalls,
        payload: { runId, fingerprint: fingerprint(sighting) },
        text: `${clipped(actor.trim() || '(no name)', 75 - about.length)}${about}`,
      };
    });
  return choices.length > 0 ? [menu('Mute…', choices)] : [];
}
