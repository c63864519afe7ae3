/** What is remembered of refused calls, so that the new and the unusual can be told from what always was. */
import { createHash } from 'node:crypto';
import { type BaselineFillRow, fillsOf } from '../store/baseline-fills.ts';
import type { Queryable } from '../store/pool.ts';
import { storableText } from '../store/rows.ts';
import type { History } from './suspicion.ts';
import type { Sighting } from './types.ts';

const dayMs = 86_400_000;
/** What is older is not compared with. */
const comparedDays = 14;
const keptDays = 30;
/** So many active ten minutes are needed to say what is usual. */
const fewestBins = 6;

type Who = Pick<Sighting, 'clusterId' | 'actor' | 'kind' | 'resourceClass'>;

interface Baseline {
  historyOf(who: Who): History | undefined;
  /** Why nothing is called new in a cluster, in a sentence; null where it is. */
  learning(clusterId: string): string | null;
  /** Whether somebody was refused anything there in the 14 days before; undefined where nobody can say. */
  knows(clusterId: string, actor: string): boolean | undefined;
}

/**
 * What was before `from`, of these actors. Usual is what chance explains around the median of an actor's own active
 * ten minutes: calls that come by chance spread around their mean by its square root, and four times that, and three
 * calls more, are exceeded in less than one of ten thousand. Of a cluster that is watched for less than 14 days
 * nothing is called new.
 */
export async function readBaseline(
  db: Queryable,
  { clusterIds, actors, from }: { clusterIds: string[]; actors: string[]; from: Date },
): Promise<Baseline> {
  const since = new Date(from.getTime() - comparedDays * dayMs);
  const bins = await db.query<Who & { first: Date; bins: number; median: number }>(
    `select cluster_id as "clusterId", actor, kind, resource_class as "resourceClass",
            min(bin_at) as first, count(*)::int as bins,
            percentile_cont(0.5) within group (order by calls) as median
       from drawbridge.call_bin
      where cluster_id = any($1) and actor = any($2) and bin_at >= $3 and bin_at < $4
      group by cluster_id, actor, kind, resource_class`,
    [clusterIds, actors.map(keyed), since, from],
  );
  const seen = await db.query<{ clusterId: string; actor: string; what: string; value: string }>(
    `select cluster_id as "clusterId", actor, what, value from drawbridge.actor_seen
      where cluster_id = any($1) and actor = any($2) and last_at >= $3 and first_at < $4`,
    [clusterIds, actors.map(keyed), since, from],
  );
  const watched = new Map(
    (await fillsOf(db, clusterIds)).map((each) => [each.clusterId, each] as const),
  );
  const isSettled = (clusterId: string) => {
    const known = watched.get(clusterId);
    return known !== undefined && known.since <= since && known.until >= from;
  };
  const firsts = new Map<string, Date>();
  const usual = new Map<string, number>();
  for (const { first, median, bins: count, ...who } of bins.rows) {
    const known = firsts.get(keyOf(who));
    if (!known || first < known) firsts.set(keyOf(who), first);
    if (count >= fewestBins) usual.set(fullKeyOf(who), median + 4 * Math.sqrt(median) + 3);
  }
  const values = new Map<string, Set<string>>();
  for (const { what, value, ...who } of seen.rows) {
    const key = `${what} ${keyOf(who)}`;
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  return {
    learning: (clusterId) =>
      isSettled(clusterId) ? null : whyLearning(watched.get(clusterId)?.fill ?? null, since),
    knows: (clusterId, actor) =>
      isSettled(clusterId) ? firsts.has(keyOf({ clusterId, actor })) : undefined,
    historyOf(who) {
      const key = keyOf(who);
      return {
        isSettled: isSettled(who.clusterId),
        firstSeen: firsts.get(key) ?? null,
        addresses: values.get(`address ${key}`) ?? new Set(),
        agents: values.get(`agent ${key}`) ?? new Set(),
        usual: usual.get(fullKeyOf(who)) ?? null,
      };
    },
  };
}

/** In words, why what came before `since` is not known. */
function whyLearning(fill: BaselineFillRow | null, since: Date): string {
  const nothingNew = 'Nobody is called new yet:';
  if (!fill) return `${nothingNew} the 14 days before are still to be read.`;
  const day = (time: Date) => time.toISOString().slice(0, 10);
  if (fill.state === 'short') return `${nothingNew} ${fill.problem}, less than 14 days before.`;
  if (fill.state === 'done')
    return `${nothingNew} what was refused from ${day(since)} on is not remembered in full.`;
  const trouble = fill.problem ? ` The last attempt failed: ${fill.problem}` : '';
  return `${nothingNew} the 14 days before are being read, and so far back to ${day(fill.filledFrom)}.${trouble}`;
}

/**
 * Remembers what a look found. Windows overlap and rows come late: of two counts of the same ten minutes the larger
 * holds, so that nothing is counted twice and the edge of a window takes nothing away.
 */
export async function remember(
  db: Queryable,
  {
    watched,
    sightings,
    from,
  }: {
    /** Clusters of which all was seen from `from` on, and until when. */
    watched: { clusterId: string; until: Date }[];
    sightings: Sighting[];
    from: Date;
  },
): Promise<void> {
  const clusterIds = watched.map(({ clusterId }) => clusterId);
  // After a time that nobody watched, it begins anew until what came then is read.
  await db.query(
    `insert into drawbridge.watched_cluster as known (cluster_id, since, until)
     select id, $2, until from unnest($1::text[], $3::timestamptz[]) as seen (id, until) order by id
     on conflict (cluster_id) do update set
       since = case when $2 > known.until then $2
                    when excluded.until >= known.since then least(known.since, $2)
                    else known.since end,
       gap_since = case when $2 > known.until then coalesce(known.gap_since, known.since)
                        else known.gap_since end,
       gap_from = case when $2 > known.until then coalesce(known.gap_from, known.until)
                       else known.gap_from end,
       until = greatest(known.until, excluded.until)`,
    [clusterIds, from, watched.map(({ until }) => until)],
  );
  await rememberCalls(db, sightings);
  const old = new Date(from.getTime() - keptDays * dayMs);
  await db.query('delete from drawbridge.call_bin where cluster_id = any($1) and bin_at < $2', [
    clusterIds,
    old,
  ]);
  await db.query('delete from drawbridge.actor_seen where cluster_id = any($1) and last_at < $2', [
    clusterIds,
    old,
  ]);
}

/** Counts and names alone. */
export async function rememberCalls(db: Queryable, sightings: readonly Sighting[]): Promise<void> {
  // In one order, so that two who write at once do not wait for each other.
  const ordered = sightings.toSorted((a, b) => (fullKeyOf(a) < fullKeyOf(b) ? -1 : 1));
  const bins = ordered.flatMap((each) =>
    each.bins.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map((bin) => ({ ...each, ...bin })),
  );
  await db.query(
    `insert into drawbridge.call_bin (cluster_id, actor, kind, resource_class, bin_at, calls)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[])
     on conflict (cluster_id, actor, kind, resource_class, bin_at)
     do update set calls = greatest(call_bin.calls, excluded.calls)`,
    [
      bins.map(({ clusterId }) => clusterId),
      bins.map(({ actor }) => keyed(actor)),
      bins.map(({ kind }) => kind),
      bins.map(({ resourceClass }) => resourceClass),
      bins.map(({ at }) => at),
      bins.map(({ calls }) => calls),
    ],
  );
  const seen = new Map<string, [string, string, string, string, string, string]>();
  for (const { clusterId, actor, addresses, agents, first, last } of ordered)
    for (const [what, list] of [
      ['address', addresses],
      ['agent', agents],
    ] as const)
      for (const value of list) {
        const names = [clusterId, keyed(actor), what, keyed(value)] as const;
        const key = JSON.stringify(names);
        const known = seen.get(key);
        seen.set(key, [
          ...names,
          known && Date.parse(known[4]) < Date.parse(first) ? known[4] : first,
          known && Date.parse(known[5]) > Date.parse(last) ? known[5] : last,
        ]);
      }
  const rows = [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const column = (index: number) => rows.map((each) => each[index]);
  await db.query(
    `insert into drawbridge.actor_seen (cluster_id, actor, what, value, first_at, last_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
     on conflict (cluster_id, actor, what, value)
     do update set first_at = least(actor_seen.first_at, excluded.first_at),
                   last_at = greatest(actor_seen.last_at, excluded.last_at)`,
    [0, 1, 2, 3, 4, 5].map(column),
  );
}

function keyOf({ clusterId, actor }: { clusterId: string; actor: string }): string {
  return JSON.stringify([clusterId, keyed(actor)]);
}

function fullKeyOf({ clusterId, actor, kind, resourceClass }: Who): string {
  return JSON.stringify([clusterId, keyed(actor), kind, resourceClass]);
}

/** An index takes 2,704 bytes of all columns: https://www.postgresql.org/docs/18/btree.html */
const mostKeyedBytes = 1_000;

/** As it is stored. Callers choose their names and agents, and a long one must not keep others from being remembered. */
function keyed(text: string): string {
  const stored = storableText(text);
  if (Buffer.byteLength(stored) <= mostKeyedBytes) return stored;
  const hash = createHash('sha256').update(stored).digest('hex');
  return `${stored.slice(0, 200).toWellFormed()}…${hash}`;
}
