/** What else happened around refused calls: asked of the log in which they were found, and of what else is known. */
import type { LogsAnswer } from '../../azure/logs-answer.ts';
import { type AuditTable, auditQuery, mostGroups } from '../queries.ts';
import type { Around, Severity, Sighting } from '../types.ts';
import { type Access, explains, type KnownChange } from './explains.ts';
import {
  type AccessRow,
  accessOf,
  changeOf,
  type RightsRow,
  type SucceededRow,
  succeededOf,
} from './rows.ts';

/** What was changed elsewhere than in Kubernetes, and for which clusters that could not be read. */
export interface Elsewhere {
  changes: KnownChange[];
  unread: { clusterId: string; words: string }[];
}

export interface FollowRequest {
  /** Puts a finished query to the log. */
  ask(
    query: string,
    range: { from: Date; to: Date },
  ): Promise<Pick<LogsAnswer, 'rows' | 'partial'>>;
  table: AuditTable;
  /** Whether reads are logged too. */
  visible: 'everything' | 'writes';
  clusters: readonly string[];
  window: { from: Date; to: Date };
  /** How far before the window changes, and what worked until then, are looked for. */
  lookbackMs: number;
  elsewhere?(range: { from: Date; to: Date }): Promise<Elsewhere>;
  /** Words for what went wrong. */
  why(error: unknown): string;
}

const hourMs = 3_600_000;
/** What a caller was let do within an hour of its refusals. */
const nearMs = hourMs;
/** Changes of the two hours before the first refusal are told. */
const shortlyMs = 2 * hourMs;
const mostFollowed = 100;
const mostChanges = 5;
const mostSucceeded = 20;

/** Follows up the most suspicious sightings; of the others it says that it did not. */
export async function follow(
  request: FollowRequest,
  sightings: readonly Sighting[],
): Promise<Map<Sighting, Around>> {
  const loud = sightings.filter(isFollowed);
  const actors = worstActors(loud);
  if (actors.length === 0) return new Map();
  const { window, lookbackMs } = request;
  const near = { from: new Date(window.from.getTime() - nearMs), to: window.to };
  const long = { from: new Date(window.from.getTime() - lookbackMs), to: window.to };
  const about = { actors, most: mostGroups + 1 };
  const [succeeded, accesses, rights, elsewhere] = await Promise.all([
    rowsOf<SucceededRow>(request, near, {
      name: 'succeeded',
      values: about,
      what: 'What the caller was let do',
    }),
    rowsOf<AccessRow>(request, long, {
      name: 'accesses',
      values: about,
      what: 'What the caller was let do before',
    }),
    rowsOf<RightsRow>(request, long, {
      name: 'rights-changed',
      values: { most: mostGroups + 1 },
      marks: ['rbac'],
      what: 'Who changed roles and bindings',
    }),
    changedElsewhere(request, long),
  ]);
  const known = {
    succeeded: succeeded.rows,
    accesses: Map.groupBy(accesses.rows.map(accessOf), whoKey),
    isComplete: [accesses, rights].every(({ unread }) => unread === null),
    changes: [...rights.rows.map(changeOf), ...elsewhere.changes].sort(
      (a, b) => Date.parse(b.at) - Date.parse(a.at),
    ),
  };
  const reads = request.visible === 'writes' ? readsUnseen : null;
  const unread = [succeeded.unread, accesses.unread, rights.unread, reads].filter(
    (why) => why !== null,
  );
  const followed = new Set(actors);
  return new Map(
    loud.map((sighting) => {
      if (!followed.has(sighting.actor)) return [sighting, notFollowed];
      const gaps = elsewhere.unread
        .filter(({ clusterId }) => clusterId === sighting.clusterId)
        .map(({ words }) => words);
      return [sighting, aroundOf(sighting, known, [...unread, ...gaps])];
    }),
  );
}

const readsUnseen =
  'What the caller was let read, secrets too, is not seen: only kube-audit-admin is kept, which leaves out get and list.';

/** Refusals that are no noise, and what detections found that is not of the mild sort. */
function isFollowed({ detection, noise, severity }: Sighting): boolean {
  return !noise && (detection === 'forbidden' || !mild.has(severity));
}

const mild = new Set<Severity>(['low', 'info']);

/** A sighting with what else is known of it: that something was broken is worth hearing of, however harmless it looks. */
export function withAround(sighting: Sighting, around: Around): Sighting {
  const { severity, facts } = sighting;
  const unread: string[] = Array.isArray(facts?.unread) ? facts.unread : [];
  return {
    ...sighting,
    severity: around.brokenBy && mild.has(severity) ? 'medium' : severity,
    facts: { ...facts, ...around, unread: [...unread, ...around.unread] },
  };
}

const notFollowed: Around = {
  succeeded: [],
  changes: [],
  unread: [
    `Only the ${mostFollowed} most suspicious callers were followed up, and this is none of them.`,
  ],
};

interface Known {
  succeeded: SucceededRow[];
  accesses: Map<string, Access[]>;
  /** Whether all accesses and changes are here: without, nothing is called the cause. */
  isComplete: boolean;
  /** The newest first. */
  changes: KnownChange[];
}

function aroundOf(sighting: Sighting, known: Known, unread: string[]): Around {
  const accesses = known.accesses.get(whoKey(sighting)) ?? [];
  const refused = accesses.filter((access) => isOf(access, sighting));
  const begins = [sighting.first, ...refused.flatMap(({ firstRefused }) => firstRefused ?? [])];
  const first = Math.min(...begins.map((time) => Date.parse(time)));
  const before = known.changes.filter(
    ({ clusterId, at }) => clusterId === sighting.clusterId && Date.parse(at) < first,
  );
  const isWhole = known.isComplete && isAllNamed(sighting) && byAuthorizer.has(sighting.kind);
  const cause = isWhole ? before.find((change) => explains(change, refused, accesses)) : undefined;
  // Nobody gives rights to callers without a name, so nobody took any.
  const shortly =
    sighting.kind === 'anonymous'
      ? []
      : once(before.filter(({ at }) => first - Date.parse(at) <= shortlyMs));
  return {
    succeeded: succeededOf(sighting, known.succeeded, nearMs).slice(0, mostSucceeded),
    changes: shortly.slice(0, mostChanges).map(told),
    ...(cause && { brokenBy: told(cause) }),
    unread,
  };
}

/** Refused by whoever decides who may what: only that a change of rights can explain. */
const byAuthorizer = new Set(['authorization', 'azure-rbac']);

/** Whether a refused access is part of a sighting. */
function isOf({ firstRefused, verb, what, namespace }: Access, sighting: Sighting): boolean {
  return (
    firstRefused !== null &&
    sighting.verbs.includes(verb) &&
    (what === '' || sighting.resources.includes(what)) &&
    (namespace === '' || sighting.namespaces.includes(namespace))
  );
}

/** Of a sighting that names only some of what was asked for, nobody can say that all of it is explained. */
function isAllNamed({ resources, namespaces, distinct, verbs }: Sighting): boolean {
  return (
    resources.length >= distinct.resources &&
    namespaces.length >= distinct.namespaces &&
    verbs.length < 20
  );
}

/** The same change made again and again, as GitOps does, is told once. */
function once(changes: readonly KnownChange[]): KnownChange[] {
  const found = new Map<string, KnownChange>();
  for (const change of changes) {
    const key = JSON.stringify([change.by, change.what]);
    if (!found.has(key)) found.set(key, change);
  }
  return [...found.values()];
}

function told({ at, by, what }: KnownChange) {
  return { at, by, what };
}

function whoKey({ clusterId, actor }: { clusterId: string; actor: string }): string {
  return JSON.stringify([clusterId, actor]);
}

function worstActors(sightings: readonly Sighting[]): string[] {
  const worst = sightings.toSorted((a, b) => b.suspicion.score - a.suspicion.score);
  return [...new Set(worst.map(({ actor }) => actor))].slice(0, mostFollowed);
}

interface Ask {
  name: 'succeeded' | 'accesses' | 'rights-changed';
  values: Record<string, unknown> & { actors?: string[] };
  marks?: readonly string[];
  /** Begins the sentence that says why it is missing. */
  what: string;
}

/** Rows, or a sentence that says why they are missing or not all. */
async function rowsOf<R>(
  { ask, table, clusters, why }: FollowRequest,
  range: { from: Date; to: Date },
  { name, values, marks = marksOf(values.actors ?? []), what }: Ask,
): Promise<{ rows: R[]; unread: string | null }> {
  try {
    const { rows, partial } = await ask(
      auditQuery(name, { table, clusters, values, marks }),
      range,
    );
    const cut = partial?.message ?? (rows.length > mostGroups ? 'there is too much of it' : null);
    return {
      rows: rows.slice(0, mostGroups) as R[],
      unread: cut === null ? null : `${what} is not known in full: ${cut}`,
    };
  } catch (error) {
    return { rows: [], unread: `${what} could not be read: ${why(error)}` };
  }
}

/** Names by which text is searched before it is parsed: only such that JSON writes as they are. */
function marksOf(actors: readonly string[]): string[] {
  return actors.every((actor) => /^[\w.:@/-]+$/.test(actor)) ? [...actors] : [];
}

async function changedElsewhere(
  { elsewhere, clusters, why }: FollowRequest,
  range: { from: Date; to: Date },
): Promise<Elsewhere> {
  if (!elsewhere) return { changes: [], unread: [] };
  return elsewhere(range).catch((error: unknown) => ({
    changes: [],
    unread: clusters.map((clusterId) => ({
      clusterId,
      words: `What changed in Azure could not be read: ${why(error)}`,
    })),
  }));
}
