import type { ClusterLook, Sighting } from '../../forbidden/types.ts';
import { asCsv } from '../csv.ts';

const columns = [
  'cluster',
  'actor',
  'class',
  'kind',
  'resource class',
  'severity',
  'suspicion',
  'reasons',
  'attempts',
  'first',
  'last',
  'verbs',
  'resources',
  'namespaces',
  'addresses',
  'agents',
  'audit ids',
  'noise',
] as const;

/** Every group of calls as CSV, noise too. */
export function callsAsCsv(
  looks: readonly ClusterLook[],
  nameOf: (clusterId: string) => string,
): string {
  const rows = looks.flatMap(({ sightings }) =>
    sightings.map((sighting) => rowOf(sighting, nameOf(sighting.clusterId))),
  );
  return asCsv(columns, rows);
}

function rowOf(sighting: Sighting, cluster: string): (string | number)[] {
  const { suspicion } = sighting;
  const list = (words: readonly string[]) => words.join('; ');
  return [
    cluster,
    sighting.actor,
    sighting.actorClass,
    sighting.kind,
    sighting.resourceClass,
    sighting.severity,
    suspicion.level,
    list(suspicion.reasons),
    sighting.calls,
    sighting.first,
    sighting.last,
    list(sighting.verbs),
    list(sighting.resources),
    list(sighting.namespaces),
    list(sighting.addresses),
    list(sighting.agents),
    list(sighting.auditIds),
    sighting.noise ? 'yes' : 'no',
  ];
}
