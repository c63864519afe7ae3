/** What `drawbridge forbidden` tells, for programs. */
import { lateWords } from './late.ts';
import type { Around, ClusterLook, Sighting } from './types.ts';

/** An actor refused for one reason, in whatever it asked for. */
export interface ReportedActor {
  /** The cluster's name, where there are several. */
  cluster?: string;
  actor: string;
  kind: string;
  calls: number;
  verbs: string[];
  resources: string[];
  namespaces: string[];
  sourceIps: string[];
  first: string;
  last: string;
  sampleAuditId: string;
  suspicion: Sighting['suspicion']['level'];
  why: string[];
  /** What else happened around it, where something is known. */
  around?: Pick<Around, 'succeeded' | 'changes' | 'brokenBy'>;
}

export interface ForbiddenReport {
  window: { from: string; to: string };
  /** Refused attempts of all actors. */
  calls: number;
  /** In order of suspicion. */
  actors: ReportedActor[];
  /** What was found besides refusals, where it was looked for; `kind` is the detection. */
  detections?: ReportedActor[];
  /** Calls without a valid login (401). */
  unauthenticated: number;
  /** From where those came, the busiest first; absent where there were none. */
  unauthenticatedFrom?: { address: string; calls: number }[];
  /** Whether something is missing, which `notes` says. */
  partial: boolean;
  /** What is missing or could not be seen, and what concerns everybody at once. */
  notes: string[];
}

/** @param nameOf how to call a cluster by its id */
export function reportOf(
  looks: readonly ClusterLook[],
  {
    window,
    nameOf,
    withDetections = false,
  }: {
    window: ForbiddenReport['window'];
    nameOf: (clusterId: string) => string;
    withDetections?: boolean;
  },
): ForbiddenReport {
  const several = looks.length > 1;
  const about = (look: ClusterLook, text: string) =>
    several ? `${nameOf(look.clusterId)}: ${text}` : text;
  const all = looks.flatMap((look) => look.sightings);
  const sightings = all.filter(({ detection }) => detection === 'forbidden');
  const besides = all.filter(({ detection }) => detection !== 'forbidden');
  const groups = Map.groupBy(sightings, ({ clusterId, actor, kind }) =>
    JSON.stringify([clusterId, actor, kind]),
  );
  const ranked = [...groups.values()]
    .map((group) => group.toSorted((a, b) => b.suspicion.score - a.suspicion.score))
    .toSorted((a, b) => rank(b) - rank(a) || callsOf(b) - callsOf(a));
  return {
    window,
    calls: callsOf(sightings),
    actors: ranked.map((group) => actorOf(group, several ? nameOf : undefined)),
    ...(withDetections && {
      detections: besides
        .toSorted((a, b) => b.suspicion.score - a.suspicion.score)
        .map((each) => actorOf([each], several ? nameOf : undefined)),
    }),
    unauthenticated: looks.reduce((sum, look) => sum + look.unauthenticated, 0),
    ...sourcesIn(looks),
    partial: looks.some(
      (look) => look.partial !== null || look.problem !== null || lateWords(look) !== null,
    ),
    notes: looks.flatMap((look) => [
      ...(look.problem
        ? [about(look, [look.problem.message, look.problem.hint].filter(Boolean).join(' '))]
        : []),
      ...[look.partial, lateWords(look)].flatMap((text) => (text ? [about(look, text)] : [])),
      ...(look.outage ? [about(look, look.outage.why)] : []),
      ...(look.learning ? [about(look, look.learning)] : []),
      ...(look.source?.blind ?? []).map((text) => about(look, text)),
      ...unreadIn(look).map((text) => about(look, text)),
    ]),
  };
}

function sourcesIn(looks: readonly ClusterLook[]): Pick<ForbiddenReport, 'unauthenticatedFrom'> {
  const found = Map.groupBy(
    looks.flatMap((look) => look.unauthenticatedFrom ?? []),
    ({ address }) => address,
  );
  if (found.size === 0) return {};
  return {
    unauthenticatedFrom: [...found]
      .map(([address, same]) => ({
        address,
        calls: same.reduce((sum, { calls }) => sum + calls, 0),
      }))
      .toSorted((a, b) => b.calls - a.calls),
  };
}

/** What of the surroundings could not be read, each reason once. */
function unreadIn({ sightings }: ClusterLook): string[] {
  return [...new Set(sightings.flatMap(({ facts }) => (isAround(facts) ? facts.unread : [])))];
}

/** The platform's own noise comes after everybody else. */
function rank(group: readonly Sighting[]): number {
  const loud = group.some(({ noise }) => !noise);
  return (loud ? 1000 : 0) + (group[0]?.suspicion.score ?? 0);
}

function callsOf(sightings: readonly Sighting[]): number {
  return sightings.reduce((sum, { calls }) => sum + calls, 0);
}

function actorOf(
  group: readonly Sighting[],
  nameOf?: (clusterId: string) => string,
): ReportedActor {
  const [worst] = group as [Sighting];
  const union = (pick: (sighting: Sighting) => string[]) => [...new Set(group.flatMap(pick))];
  const times = (pick: (sighting: Sighting) => string) =>
    group.map(pick).toSorted((a, b) => Date.parse(a) - Date.parse(b));
  const why = union(({ suspicion }) => suspicion.reasons);
  return {
    ...(nameOf && { cluster: nameOf(worst.clusterId) }),
    actor: worst.actor,
    kind: worst.kind,
    calls: callsOf(group),
    verbs: union(({ verbs }) => verbs),
    resources: union(({ resources }) => resources),
    namespaces: union(({ namespaces }) => namespaces),
    sourceIps: union(({ addresses }) => addresses),
    first: times(({ first }) => first).at(0) as string,
    last: times(({ last }) => last).at(-1) as string,
    sampleAuditId: worst.auditIds[0] ?? '',
    suspicion: worst.suspicion.level,
    why: group.every(({ noise }) => noise)
      ? [...why, 'the platform’s own: counted, not worth an alert']
      : why,
    ...aroundOf(group),
  };
}

/** What is known of the most suspicious of a group first; of the same, once. */
function aroundOf(group: readonly Sighting[]): Pick<ReportedActor, 'around'> {
  const known = group.flatMap(({ facts }) => (isAround(facts) ? [facts] : []));
  const once = <T>(pick: (around: Around) => T[], name: (each: T) => string): T[] => [
    ...new Map(known.flatMap(pick).map((each) => [name(each), each])).values(),
  ];
  const succeeded = once(
    (around) => around.succeeded,
    ({ what }) => what,
  );
  const changes = once(
    (around) => around.changes,
    ({ at, what }) => `${at} ${what}`,
  );
  const [first] = known;
  // Of one actor and kind, all that was refused has to have the same cause.
  const brokenBy =
    first?.brokenBy && known.every((each) => each.brokenBy?.at === first.brokenBy?.at)
      ? first.brokenBy
      : undefined;
  if (succeeded.length === 0 && changes.length === 0 && !brokenBy) return {};
  return { around: { succeeded, changes, ...(brokenBy && { brokenBy }) } };
}

function isAround(facts: Sighting['facts']): facts is Around {
  return Array.isArray(facts?.succeeded) && Array.isArray(facts?.changes);
}
