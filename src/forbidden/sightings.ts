import { actorClass, isNoise } from './actors.ts';
import type { ForbiddenConfig } from './config.ts';
import type { Detection } from './define-detection.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { type History, levelOf, severityOf, suspect, type Unjudged } from './suspicion.ts';
import type { ClusterLook, ResourceClass, Severity, Sighting } from './types.ts';

/** A row of queries/refusals.kql: refusals of one actor, kind and class of resources in ten minutes. */
export interface RefusalRow {
  Cluster: string;
  Actor: string;
  Kind: string;
  Class: ResourceClass;
  Bin: string;
  /** Of calls without a valid login, the address. */
  Source?: string;
  Calls: number;
  First: string;
  Last: string;
  Verbs: string[];
  Resources: string[];
  ResourceCount: number;
  Names: number;
  Namespaces: string[];
  NamespaceCount: number;
  Addresses: string[];
  AddressCount: number;
  Agents: string[];
  AgentCount: number;
  ActedAs: string[];
  Groups: string[];
  AuditIds: string[];
}

type HistoryOf = (sighting: Unjudged) => History | undefined;

/** How many of each are kept. */
const most = 20;

/**
 * The sightings that groups of ten minutes make up, those of unauthenticated calls left out. How many there were of
 * something in all is at least what is said: sets of several ten minutes are only known by their first twenty.
 */
export function sightingsOf(
  rows: readonly RefusalRow[],
  {
    config,
    historyOf = () => undefined,
    ownOf,
    detection,
  }: {
    config: ForbiddenConfig;
    historyOf?: HistoryOf;
    /** The addresses by which a cluster's own pods come. */
    ownOf?: (clusterId: string) => OwnAddresses | undefined;
    detection?: Detection;
  },
): Sighting[] {
  const groups = new Map<string, RefusalRow[]>();
  for (const row of rows) {
    if (row.Kind === 'unauthenticated') continue;
    const key = JSON.stringify([row.Cluster, row.Actor, row.Kind, row.Class]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()]
    .map((group) => merged(group, config))
    .map((each) =>
      detection
        ? detected(each, detection)
        : judged(each, { config, historyOf, own: ownOf?.(each.clusterId) }),
    )
    .toSorted(
      (a, b) =>
        Number(a.noise) - Number(b.noise) ||
        b.suspicion.score - a.suspicion.score ||
        b.calls - a.calls ||
        (a.actor < b.actor ? -1 : 1),
    );
}

/** Calls without a valid login. */
export function unauthenticatedCalls(rows: readonly RefusalRow[]): number {
  return rows
    .filter(({ Kind }) => Kind === 'unauthenticated')
    .reduce((sum, { Calls }) => sum + Calls, 0);
}

/** From where calls without a valid login came, the busiest first. */
export function unauthenticatedSources(
  rows: readonly RefusalRow[],
): NonNullable<ClusterLook['unauthenticatedFrom']> {
  const found = new Map<string, { address: string; calls: number; last: string }>();
  for (const { Kind, Source = '', Calls, Last } of rows) {
    if (Kind !== 'unauthenticated') continue;
    const known = found.get(Source);
    const last = known && Date.parse(known.last) > Date.parse(Last) ? known.last : Last;
    found.set(Source, { address: Source, calls: (known?.calls ?? 0) + Calls, last });
  }
  return [...found.values()]
    .toSorted((a, b) => b.calls - a.calls || (a.address < b.address ? -1 : 1))
    .slice(0, most);
}

function merged(rows: readonly RefusalRow[], config: ForbiddenConfig): Unjudged {
  const ordered = rows.toSorted((a, b) => (a.Bin < b.Bin ? -1 : 1));
  const [one] = ordered as [RefusalRow];
  const union = (pick: (row: RefusalRow) => string[]) => [...new Set(ordered.flatMap(pick))];
  const count = (set: readonly string[], pick: (row: RefusalRow) => number) =>
    Math.max(set.length, ...ordered.map(pick));
  const resources = union(({ Resources }) => Resources);
  const namespaces = union(({ Namespaces }) => Namespaces);
  const addresses = union(({ Addresses }) => Addresses);
  const agents = union(({ Agents }) => Agents);
  const actedAs = union(({ ActedAs }) => ActedAs);
  const names = Math.max(...ordered.map(({ Names }) => Names));
  const groups = union(({ Groups }) => Groups).flatMap(listIn);
  return {
    clusterId: one.Cluster,
    detection: 'forbidden',
    actor: one.Actor,
    actorClass: actorClass({ actor: one.Actor, agents, groups }, config),
    kind: one.Kind,
    resourceClass: one.Class,
    calls: ordered.reduce((sum, { Calls }) => sum + Calls, 0),
    bins: ordered.map(({ Bin, Calls }) => ({ at: Bin, calls: Calls })),
    first: inTime(ordered.map(({ First }) => First)).at(0) as string,
    last: inTime(ordered.map(({ Last }) => Last)).at(-1) as string,
    verbs: union(({ Verbs }) => Verbs).slice(0, most),
    resources: resources.slice(0, most),
    namespaces: namespaces.slice(0, most),
    addresses: addresses.slice(0, most),
    agents: agents.slice(0, most),
    auditIds: union(({ AuditIds }) => AuditIds).slice(0, most),
    distinct: {
      resources: count(resources, ({ ResourceCount }) => ResourceCount),
      namespaces: count(namespaces, ({ NamespaceCount }) => NamespaceCount),
      addresses: count(addresses, ({ AddressCount }) => AddressCount),
      agents: count(agents, ({ AgentCount }) => AgentCount),
    },
    noise: isNoise({ actor: one.Actor, kind: one.Kind, names }, config),
    names,
    ...(actedAs.length > 0 && { facts: { actedAs: actedAs.slice(0, most) } }),
  };
}

function judged(
  unjudged: Unjudged,
  { config, historyOf, own }: { config: ForbiddenConfig; historyOf: HistoryOf; own?: OwnAddresses },
): Sighting {
  const history = historyOf(unjudged);
  const suspicion = suspect(unjudged, { history, config, own });
  const { names: _, ...sighting } = unjudged;
  const usual = history?.usual ?? null;
  // What the platform does all day is worth a look when it does it more than it ever does.
  const noise =
    sighting.noise && (usual === null || sighting.bins.every(({ calls }) => calls <= usual));
  return { ...sighting, noise, suspicion, severity: severityOf(suspicion, noise) };
}

/** What a detection found is as loud as the detection is, whoever it was. */
const scores: Record<Severity, number> = { critical: 90, high: 70, medium: 40, low: 15, info: 0 };

function detected({ names: _, ...sighting }: Unjudged, detection: Detection): Sighting {
  const { id, title, severity, whatToDo, attack } = detection;
  return {
    ...sighting,
    detection: id,
    noise: false,
    severity,
    suspicion: {
      level: levelOf(scores[severity]),
      score: scores[severity],
      reasons: [title],
    },
    facts: { ...sighting.facts, title, todo: whatToDo, attack },
  };
}

/** Azure leaves out the fraction of a whole second: as texts they do not sort. */
function inTime(times: readonly string[]): string[] {
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b));
}

/** The groups of a user travel as the text of a JSON list. */
function listIn(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}
