import type { ClusterLook, Sighting } from '../../forbidden/types.ts';

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

/** Every group of calls as CSV, noise too. A spreadsheet takes no cell for a formula. */
export function callsAsCsv(
  looks: readonly ClusterLook[],
  nameOf: (clusterId: string) => string,
): string {
  const rows = looks.flatMap(({ sightings }) =>
    sightings.map((sighting) => rowOf(sighting, nameOf(sighting.clusterId))),
  );
  return `${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
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

/** https://owasp.org/www-community/attacks/CSV_Injection */
function cell(value: string | number): string {
  const text = String(value);
  const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
