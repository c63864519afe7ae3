/** Alerts of clusters that a person may look at, a page of them. */
import { FilterError, parseFilter } from '../fleet/filter.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { AlertValue } from '../forbidden/alerts/types.ts';
import { type AlertHead, alertHeads } from '../store/alert-heads.ts';
import type { AlertState } from '../store/alerts.ts';
import { lookedAt } from '../store/looked-at.ts';
import type { CommandContext } from './context.ts';
import { allowedAmong } from './may.ts';
import { linkTo } from './message-link.ts';

type Asking = Pick<CommandContext, 'deps' | 'person' | 'origin'>;

export interface ShownAlert {
  alert: AlertValue;
  /** Of its message, or of the one that tells of it with others; null where there is none. */
  url: string | null;
}

export interface AlertPage {
  shown: ShownAlert[];
  /** The first of them is the `from`th of `total`. */
  from: number;
  total: number;
  /** There may be more than were counted. */
  isCut: boolean;
  page: number;
  pages: number;
  /** Clusters at which no workflow looks, and those at which looking fails. */
  unwatched: string[];
  failing: { name: string; since: string }[];
}

export const alertsOnPage = 8;
/** What is counted at most. */
const mostRows = 5_000;

const order: readonly string[] = ['critical', 'high', 'medium', 'low', 'info'];

/** The gravest first, then the latest call. `clusters` are those that the person may look at. */
export async function alertPage(
  { deps }: Asking,
  {
    clusters,
    states,
    page: wanted = 0,
    size = alertsOnPage,
  }: { clusters: readonly ClusterRef[]; states: AlertState[]; page?: number; size?: number },
): Promise<AlertPage> {
  const names = new Map(clusters.map(({ id, name }) => [id.toLowerCase(), name]));
  const clusterIds = [...names.keys()];
  const [heads, looks, blind] = await Promise.all([
    alertHeads(deps.db, { states, clusterIds, limit: mostRows }),
    lookedAt(deps.db),
    deps.alerts.listBlind(),
  ]);
  const rows = heads.toSorted(byGravity);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = await Promise.all(
    rows.slice(page * size, (page + 1) * size).map(async ({ id, incidentId }) => {
      const [alert, own] = await Promise.all([
        deps.alerts.describe(id),
        linkTo(deps, { view: 'alert', valueId: id }),
      ]);
      const url =
        own ?? (incidentId ? await linkTo(deps, { view: 'incident', valueId: incidentId }) : null);
      return alert && { alert, url };
    }),
  );
  const lookById = new Map(looks.map((look) => [look.clusterId, look]));
  // Looks may succeed and see nothing: records that do not arrive any more.
  const blindSince = new Map(
    blind
      .flatMap((each) => each.clusters)
      .map(({ clusterId, since, seenAgain }) => [clusterId, seenAgain === null ? since : null]),
  );
  return {
    shown: shown.filter((each) => each !== null),
    ...{ from: page * size + 1, total: rows.length, isCut: heads.length === mostRows, page, pages },
    unwatched: [...names].filter(([id]) => !lookById.has(id)).map(([, name]) => name),
    failing: [...names].flatMap(([id, name]) => {
      const since = blindSince.get(id) ?? lookById.get(id)?.failingSince?.toISOString();
      return since ? [{ name, since }] : [];
    }),
  };
}

function byGravity(a: AlertHead, b: AlertHead): number {
  return (
    order.indexOf(a.severity) - order.indexOf(b.severity) ||
    b.lastCallAt.getTime() - a.lastCallAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

/** The clusters that a filter means, of those that the person may look at; a sentence where it is none. */
export async function clustersOf(
  asking: Asking,
  filter: string,
): Promise<ClusterRef[] | { problem: string }> {
  const visible = await allowedAmong(asking, 'read', await asking.deps.fleet.all());
  try {
    return visible.filter(parseFilter(filter));
  } catch (error) {
    if (error instanceof FilterError) return { problem: error.message };
    throw error;
  }
}
