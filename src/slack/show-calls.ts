import { z } from 'zod';
import type { AlertValue } from '../forbidden/alerts/types.ts';
import type { CallsWanted } from '../forbidden/queries.ts';
import { startCallList } from '../store/call-lists.ts';
import type { CommandContext } from './context.ts';
import { allowedAmong, refusalFor } from './may.ts';

const wantedSchema = z.object({
  detection: z.string(),
  actor: z.string().optional(),
  kind: z.string().optional(),
  resourceClass: z.string().optional(),
  address: z.string().optional(),
  without: z.array(z.string()).optional(),
}) satisfies z.ZodType<CallsWanted>;

/** What a button that shows calls holds. */
export const showCallsPayload = z.object({
  clusterIds: z.array(z.string()).min(1),
  wanted: wantedSchema,
  since: z.iso.datetime(),
  /** Now, where nothing is said. */
  until: z.iso.datetime().optional(),
  /** Where the page before ended. */
  end: z.object({ at: z.string(), shown: z.array(z.string()) }).nullish(),
});

export type ShowCalls = z.input<typeof showCallsPayload>;

const dayMs = 86_400_000;
/** Longer than most logs are kept where queries are quick. */
const longestDays = 30;

/** The calls of an alert: from the first of them until now, 30 days before the last at most. */
export function showCallsOf({
  cluster,
  sighting,
  firstCallAt,
  lastCallAt,
}: Pick<AlertValue, 'cluster' | 'sighting' | 'firstCallAt' | 'lastCallAt'>): ShowCalls {
  const { detection, actor, kind, resourceClass } = sighting;
  return {
    clusterIds: [cluster.id],
    wanted: { detection, actor, resourceClass, ...(detection === 'forbidden' && { kind }) },
    since: sinceOf({ firstCallAt, lastCallAt }),
  };
}

/** The same of one caller on several clusters. */
export function showCallsOfMany({
  clusterIds,
  wanted,
  firstCallAt,
  lastCallAt,
}: Pick<ShowCalls, 'clusterIds' | 'wanted'> &
  Pick<AlertValue, 'firstCallAt' | 'lastCallAt'>): ShowCalls {
  return { clusterIds, wanted, since: sinceOf({ firstCallAt, lastCallAt }) };
}

function sinceOf({
  firstCallAt,
  lastCallAt,
}: Pick<AlertValue, 'firstCallAt' | 'lastCallAt'>): string {
  const earliest = Date.parse(lastCallAt) - longestDays * dayMs;
  return new Date(Math.max(Date.parse(firstCallAt), earliest)).toISOString();
}

/** Looks calls up one by one, of the clusters that the person may look at, and shows them in the thread. */
export async function showCalls(
  context: CommandContext,
  { clusterIds, wanted, since, until, end }: z.output<typeof showCallsPayload>,
  threadTs?: string,
): Promise<void> {
  const { deps, person, show, answer } = context;
  const ids = new Set(clusterIds.map((id) => id.toLowerCase()));
  const known = (await deps.fleet.all()).filter(({ id }) => ids.has(id.toLowerCase()));
  const [first] = known;
  if (!first) return answer('These clusters are no longer in the fleet.');
  const allowed = await allowedAmong(context, 'read', known);
  if (allowed.length === 0)
    return answer((await refusalFor(context, 'read', first)) ?? 'You may not look at this here.');
  const id = deps.newId();
  const now = deps.now();
  await startCallList(
    deps.db,
    {
      ...{ id, wanted, requestedBy: person, pageEnd: end ?? null },
      clusterIds: allowed.map((cluster) => cluster.id),
      since: new Date(since),
      until: until ? new Date(until) : now,
    },
    now,
  );
  await show('calls', id, undefined, threadTs);
  await deps.nudge('calls', id);
}
