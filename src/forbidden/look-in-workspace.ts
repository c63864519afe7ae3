import type { LogsAnswer } from '../azure/logs-answer.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { forgetOtherLogs, startFills } from '../store/baseline-fills.ts';
import { isPublicAddress } from './addresses.ts';
import { changedElsewhere } from './around/elsewhere.ts';
import { follow, withAround } from './around/follow.ts';
import { readBaseline, remember } from './baseline.ts';
import { lookBesides } from './besides.ts';
import type { Detection } from './define-detection.ts';
import { type Guard, guardErrors } from './guard.ts';
import type { LookRequest } from './look.ts';
import { newestRecords } from './newest.ts';
import { type Begin, beginsOf, outageIn } from './outage.ts';
import { type OwnAddresses, readOwnAddresses } from './own-addresses.ts';
import { canShow, mostGroups, refusalsQuery } from './queries.ts';
import {
  type RefusalRow,
  sightingsOf,
  unauthenticatedCalls,
  unauthenticatedSources,
} from './sightings.ts';
import { type FoundSource, problemOf } from './sources.ts';
import type { ClusterLook } from './types.ts';

const dayMs = 86_400_000;
/** What was refused is read so far back: 14 days, and one that a look may be long. */
const filledMs = 15 * dayMs;
/** How far back a cause is looked for. What is read of tables of the Basic plan costs money. */
const lookbackMs = { Analytics: dayMs, Basic: dayMs / 4 } as const;

const noGuard: Guard = { byCluster: new Map(), unread: null };

interface Shared {
  found: FoundSource;
  clusters: readonly ClusterRef[];
}

interface Looked {
  looks: ClusterLook[];
  /** Who began to be refused, for those who look at the whole fleet. */
  begins: Begin[];
}

/**
 * All clusters that share a workspace and a table, in one query for each question. Nothing is thrown but the abort
 * of the signal: what goes wrong is the `problem` of every look.
 * @param begun what is known of each cluster so far, in the order of the clusters
 */
export async function lookInWorkspace(
  request: LookRequest,
  shared: Shared,
  begun: readonly ClusterLook[],
): Promise<Looked> {
  try {
    return await asked(request, shared, begun);
  } catch (error) {
    request.signal?.throwIfAborted();
    return { looks: begun.map((look) => ({ ...look, problem: problemOf(error) })), begins: [] };
  }
}

async function asked(
  request: LookRequest,
  { found, clusters }: Shared,
  begun: readonly ClusterLook[],
): Promise<Looked> {
  const { db, window, now, config, refusals = true, detections = [] } = request;
  const ids = clusters.map(({ id }) => id.toLowerCase());
  const { source } = found;
  const question = { table: source.table, clusters: ids };
  const ask = askingIn(request, found);
  const kept = { table: found.source.table, visible: found.visible };
  const visible = detections.filter((detection) => canShow(kept, detection));
  const hidden = detections.filter((detection) => !visible.includes(detection));
  if (!refusals && visible.length === 0) {
    const problem = cannotShow(found.source.table);
    return { looks: begun.map((look) => ({ ...look, problem })), begins: [] };
  }
  const newest = await newestRecords(ask, question, { from: window.from, now: now() });
  const cut: string[] = [];
  const groupsOf = async (query: string) => {
    const answer = await ask(query, window);
    const why = cutOff(answer);
    if (why !== null) cut.push(why);
    return answer.rows.slice(0, mostGroups) as unknown as RefusalRow[];
  };
  const ownOf = ownAddressesOf(request);
  const rows = refusals ? await groupsOf(refusalsQuery(question)) : [];
  const areAllKnown = cut.length === 0;
  const own = await ownOf(rows.filter(isTokenFromOutside));
  const besides = await lookBesides({ question, config, groupsOf, ownOf }, visible, {
    isAlone: !refusals,
  });
  const partial = cut[0] ?? besides.failed ?? newest.partial;
  if (db && refusals) await forgetOtherLogs(db, { clusterIds: ids, logTable: source.table });
  const actors = [...new Set(rows.map(({ Actor }) => Actor))];
  const baseline =
    db && refusals
      ? await readBaseline(db, { clusterIds: ids, actors, from: window.from })
      : undefined;
  const guard = rows.some(({ Kind }) => Kind === 'azure-rbac')
    ? await guardErrors((query) => ask(query, window), question)
    : noGuard;
  const begins: Begin[] = [];
  const finished = begun.map((look): ClusterLook => {
    const mine = rows.filter(({ Cluster }) => Cluster === look.clusterId);
    const refused = sightingsOf(mine, {
      config,
      historyOf: baseline?.historyOf,
      ownOf: (id) => own.get(id),
    });
    const others = besides.sightings.filter(({ clusterId }) => clusterId === look.clusterId);
    const learning = baseline?.learning(look.clusterId);
    const isSilent =
      newest.partial === null &&
      !newest.byCluster.has(look.clusterId) &&
      mine.length + others.length === 0;
    const from = unauthenticatedSources(mine);
    const began = beginsOf(refused, baseline?.knows);
    begins.push(...began);
    return {
      ...look,
      source: {
        ...source,
        blind: [...source.blind, ...notLookedFor(hidden), ...(guard.unread ? [guard.unread] : [])],
      },
      partial,
      newest: newest.byCluster.get(look.clusterId) ?? null,
      problem: isSilent ? silent(newest.isEmpty) : null,
      sightings: [...refused, ...others],
      unauthenticated: unauthenticatedCalls(mine),
      ...(from.length > 0 && { unauthenticatedFrom: from }),
      ...(learning && { learning }),
      outage: outageIn(began, { from: window.from, guard: guard.byCluster.get(look.clusterId) }),
    };
  });
  const looks = request.around ? await whatElse(request, { found, clusters }, finished) : finished;
  if (db && refusals) {
    const sightings = finished
      .flatMap((look) => look.sightings)
      .filter(({ detection }) => detection === 'forbidden');
    const watched = areAllKnown ? watchedIn(finished, window) : [];
    await remember(db, { watched, sightings, from: window.from });
    await startFills(db, {
      ...{
        clusterIds: watched.map(({ clusterId }) => clusterId),
        customerId: found.customerId,
        plan: found.plan,
      },
      logTable: found.source.table,
      wantedFrom: new Date(window.to.getTime() - filledMs),
      now: now(),
    });
  }
  return { looks, begins };
}

/** Of which clusters all was seen, and until when: records that have not come yet were not seen. */
function watchedIn(
  looks: readonly ClusterLook[],
  { from, to }: LookRequest['window'],
): { clusterId: string; until: Date }[] {
  return looks.flatMap(({ clusterId, newest }) => {
    const until = Math.min(to.getTime(), Date.parse(newest ?? ''));
    return until > from.getTime() ? [{ clusterId, until: new Date(until) }] : [];
  });
}

function isTokenFromOutside({ Actor, Addresses }: RefusalRow): boolean {
  // The platform's own accounts are not judged by where they come from.
  return /^system:serviceaccount:(?!kube-system:)/.test(Actor) && Addresses.some(isPublicAddress);
}

/** The own addresses of the clusters of some rows; each cluster is asked for once. */
function ownAddressesOf({ reader, signal }: LookRequest) {
  const asked = new Map<string, Promise<OwnAddresses>>();
  return async (rows: readonly RefusalRow[]): Promise<Map<string, OwnAddresses>> => {
    const found = new Map<string, OwnAddresses>();
    for (const id of new Set(rows.map(({ Cluster }) => Cluster))) {
      const answer = asked.get(id) ?? readOwnAddresses(reader, id, signal);
      asked.set(id, answer);
      found.set(id, await answer);
    }
    return found;
  };
}

/** The same looks, with what else happened in the facts of what they saw. */
async function whatElse(
  request: LookRequest,
  { found, clusters }: Shared,
  looks: readonly ClusterLook[],
): Promise<ClusterLook[]> {
  const { reader, db, signal, window } = request;
  const seen = looks.flatMap(({ sightings }) => sightings).filter(({ noise }) => !noise);
  const concerned = new Set(seen.map(({ clusterId }) => clusterId));
  const followed = await follow(
    {
      ask: askingIn(request, found),
      table: found.source.table,
      visible: found.visible,
      clusters: clusters.map(({ id }) => id.toLowerCase()),
      window,
      lookbackMs: lookbackMs[found.plan],
      elsewhere: (range) =>
        changedElsewhere(
          {
            ...{ reader, db, signal },
            clusters: clusters.filter(({ id }) => concerned.has(id.toLowerCase())),
          },
          range,
        ),
      why: (error) => problemOf(error).message,
    },
    seen,
  );
  signal?.throwIfAborted();
  return looks.map((look) => ({
    ...look,
    sightings: look.sightings.map((sighting) => {
      const around = followed.get(sighting);
      return around ? withAround(sighting, around) : sighting;
    }),
  }));
}

/** Puts finished queries to a workspace. */
function askingIn({ logs, signal }: LookRequest, { customerId, plan }: FoundSource) {
  return (query: string, range: { from: Date; to: Date }): Promise<LogsAnswer> =>
    logs.query(customerId, query, range, { signal, plan });
}

/** Why some of an answer is missing; null where nothing is. */
function cutOff(answer: LogsAnswer): string | null {
  if (answer.partial) return answer.partial.message;
  return answer.rows.length > mostGroups
    ? `Only the ${mostGroups} largest groups of calls are shown; a shorter time shows them all.`
    : null;
}

/** What was asked for and cannot be seen is not to look as if there were none. */
function notLookedFor(hidden: readonly Detection[]): string[] {
  if (hidden.length === 0) return [];
  return [
    `What is kept of the audit log cannot show these, and they were not looked for: ${hidden.map(({ title }) => title).join('; ')}.`,
  ];
}

function cannotShow(table: string): NonNullable<ClusterLook['problem']> {
  return {
    code: 'not-visible',
    message: `What is kept of the audit log (${table}) does not hold what is looked for: nothing can be said about it.`,
    hint: 'The fix audit-logs has the whole audit log kept; impersonation is in the table AzureDiagnostics alone.',
  };
}

function silent(everEmpty: boolean): NonNullable<ClusterLook['problem']> {
  return {
    code: 'no-data',
    message: everEmpty
      ? 'The workspace has never received an audit record: nothing can be said about refused calls.'
      : 'No audit record of this cluster arrived in the last day: nothing can be said about refused calls.',
    hint: 'A stopped cluster writes none; else the diagnostic setting or the workspace’s daily cap is to be checked.',
  };
}
