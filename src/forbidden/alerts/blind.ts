/** The alarm that nobody looks: an alarm of its own, which ends when looking works again. */
import { createHash } from 'node:crypto';
import { lockAlerts } from '../../store/alerts.ts';
import {
  type BlindRow,
  getBlind,
  insertBlind,
  lateLooking,
  lostTime,
  openBlinds,
  resolveBlind,
  updateBlind,
} from '../../store/looking.ts';
import { type Context, type Step, transact } from './context.ts';
import { type BlindCluster, blindness } from './looking.ts';
import { placeOf, type Target, withoutHold } from './types.ts';

/** What is told of those that nobody can look at, in one workspace. */
export interface BlindValue {
  id: string;
  state: 'open' | 'resolved';
  /** The longest blind first, and then those that are looked at again. */
  clusters: BlindCluster[];
  openedAt: string;
  resolvedAt: string | null;
  /** Time that nobody has looked at yet; `given` up where no look will come to it. */
  gaps: { clusterId: string; from: string; until: string; isGivenUp: boolean }[];
}

interface Found {
  cluster: BlindCluster;
  targets: Target[];
  shadow: boolean;
}

/** Tells, brings up to date, and ends what is over. */
export async function settleBlind(context: Context, now: Date): Promise<void> {
  const { db, config } = context;
  const before = new Date(now.getTime() - config.notLookedAfter);
  const late = await lateLooking(db, before);
  const isBlind = late.some((row) => blindness(row, { now, config }) !== null);
  if (!isBlind && (await openBlinds(db)).length === 0) return;
  await transact(context, async (step) => {
    await lockAlerts(step.tx);
    const found = new Map<string, Found[]>();
    for (const row of await lateLooking(step.tx, before)) {
      const cluster = blindness(row, { now, config });
      if (!cluster) continue;
      const key = fingerprint(row.workspaceId ?? row.clusterId, row.shadow);
      const group = found.get(key) ?? [];
      found.set(key, group);
      if (group.every((each) => each.cluster.clusterId !== cluster.clusterId))
        group.push({ cluster, targets: row.targets, shadow: row.shadow });
    }
    for (const open of await openBlinds(step.tx)) {
      const group = found.get(open.fingerprint);
      found.delete(open.fingerprint);
      if (group) await bringUpToDate(step, open, { group, now });
      else await end(step, open, now);
    }
    for (const [key, group] of found) await begin(context, step, { key, group, now });
  });
}

async function begin(
  { newId }: Context,
  step: Step,
  { key, group, now }: { key: string; group: readonly Found[]; now: Date },
): Promise<void> {
  const id = newId();
  const targets = targetsOf(group);
  const shadow = group.every((each) => each.shadow);
  const clusters = group.map(({ cluster }) => cluster);
  await insertBlind(step.tx, { id, fingerprint: key, shadow, clusters, targets, openedAt: now });
  if (!shadow) await announce(step, id, targets);
}

async function bringUpToDate(
  step: Step,
  open: BlindRow,
  { group, now }: { group: readonly Found[]; now: Date },
): Promise<void> {
  const still = group.map(({ cluster }) => cluster);
  const over = (open.clusters as BlindCluster[]).filter(({ clusterId }) =>
    still.every((each) => each.clusterId !== clusterId),
  );
  const clusters = [...still, ...over.map((each) => seenAgain(each, now))];
  const targets = targetsOf(group, open.targets);
  const isSame =
    JSON.stringify(clusters.map(told)) ===
    JSON.stringify((open.clusters as BlindCluster[]).map(told));
  if (isSame && targets.length === (open.targets as Target[]).length) return;
  await updateBlind(step.tx, { id: open.id, clusters, targets });
  if (open.shadow) return;
  await announce(step, open.id, targets);
  await step.send({ view: 'not-looking', valueId: open.id, target: { kind: 'everywhere' } });
}

/** What makes a difference to a reader. The database keeps the keys of an object in an order of its own. */
function told({ clusterId, since, code, why, seenAgain: again }: BlindCluster): string[] {
  return [clusterId, since ?? '', code, why, again ?? ''];
}

function seenAgain(cluster: BlindCluster, now: Date): BlindCluster {
  return { ...cluster, seenAgain: cluster.seenAgain ?? now.toISOString() };
}

async function end(
  step: Step,
  { id, targets, shadow, clusters: before }: BlindRow,
  now: Date,
): Promise<void> {
  const clusters = (before as BlindCluster[]).map((each) => seenAgain(each, now));
  await resolveBlind(step.tx, { id, clusters, now });
  if (shadow) return;
  await step.send({ view: 'not-looking', valueId: id, target: { kind: 'everywhere' } });
  for (const target of targets as Target[])
    await step.send({
      ...{ view: 'looking-again', valueId: id },
      target: {
        ...{ kind: 'thread', channel: placeOf(target) },
        ...{ of: { view: 'not-looking', valueId: id }, broadcast: true },
      },
      dedupe: `looking-again:${id}:${placeOf(target)}`,
    });
}

/** At once, also where alerts are held back: what cannot be seen cannot be told later. */
async function announce(step: Step, id: string, targets: readonly Target[]): Promise<void> {
  for (const target of targets)
    await step.send({
      ...{ view: 'not-looking', valueId: id },
      target: { ...withoutHold(target), state: { ...target.state, place: placeOf(target) } },
      dedupe: `not-looking:${id}:${placeOf(target)}`,
    });
}

export async function describeBlind({ db }: Context, id: string): Promise<BlindValue | null> {
  const row = await getBlind(db, id);
  return row && blindValue(db, row);
}

/** What nobody can look at now. */
export async function listBlind({ db }: Context): Promise<BlindValue[]> {
  return Promise.all((await openBlinds(db)).map((row) => blindValue(db, row)));
}

async function blindValue(
  db: Context['db'],
  { id, state, clusters, openedAt, resolvedAt }: BlindRow,
): Promise<BlindValue> {
  const lost = await lostTime(
    db,
    (clusters as BlindCluster[]).map(({ clusterId }) => clusterId),
  );
  return {
    ...{ id, state, clusters, openedAt: openedAt.toISOString() },
    resolvedAt: resolvedAt?.toISOString() ?? null,
    gaps: lost.map(({ clusterId, gapFrom, gapUntil, isGivenUp }) => ({
      ...{ clusterId, from: gapFrom.toISOString(), until: gapUntil.toISOString(), isGivenUp },
    })),
  };
}

function targetsOf(group: readonly Found[], known: readonly Target[] = []): Target[] {
  const all = [...known, ...group.flatMap(({ targets }) => targets)];
  return [...new Map(all.map((target) => [placeOf(target), target])).values()];
}

function fingerprint(place: string, shadow: boolean): string {
  return createHash('sha256')
    .update(JSON.stringify([place, shadow]))
    .digest('hex');
}
