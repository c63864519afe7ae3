import { fingerprint } from '../forbidden/alerts/fingerprint.ts';
import type { Sighting } from '../forbidden/types.ts';
import { incidentIdsOf } from '../store/alert-heads.ts';
import type { SlackDeps } from './context.ts';
import { linkTo } from './message-link.ts';
import { incidentTitle } from './views/incident-text.ts';

export interface ToldIncident {
  /** Plain text; others chose parts of it. */
  title: string;
  /** Of its message; null where that is not known. */
  url: string | null;
}

const mostNamed = 3;

/** What of these calls is told in one message with others of the same cause. */
export async function incidentsOf(
  deps: Pick<SlackDeps, 'db' | 'client' | 'alerts'>,
  sightings: readonly Sighting[],
): Promise<ToldIncident[]> {
  if (sightings.length === 0) return [];
  const ids = await incidentIdsOf(deps.db, [...new Set(sightings.map(fingerprint))]);
  const told = await Promise.all(
    ids.slice(0, mostNamed).map(async (id) => {
      const incident = await deps.alerts.describeIncident(id);
      return (
        incident && {
          title: incidentTitle(incident),
          url: await linkTo(deps, { view: 'incident', valueId: id }),
        }
      );
    }),
  );
  return told.filter((each) => each !== null);
}
