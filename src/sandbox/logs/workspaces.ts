/** The workspaces' tables: rows are made while a query reads them, or were put there by a test. */
import type { State } from '../azure/state.ts';
import type { Json } from '../fleet/wire.ts';
import { createDestinations, type Destinations } from './destinations.ts';
import type { Row } from './rows.ts';
import { mayBeBasic, type TableName, tableNamed, tableNames } from './schemas.ts';
import { rowsOf, type Window } from './sources.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export type Plan = 'Analytics' | 'Basic' | 'Auxiliary';

export interface LogWorkspaces {
  readonly timeline: Timeline;
  /** A workspace by its name, its GUID or its resource id. */
  find(word: string): Json | undefined;
  /** What a table holds, as far as it has arrived by now. */
  rows(workspace: Json, table: TableName, window: Window): Iterable<Row>;
  /** Whether a table has ever had a row. */
  hasData(workspace: Json, table: TableName): boolean;
  plan(workspace: Json, table: TableName): Plan;
  setPlan(workspace: Json, table: TableName, plan: Plan): void;
  /** How long rows are on their way, from now on. */
  setDelay(workspace: Json, seconds: number): void;
  /**
   * Puts rows into a table. `TimeGenerated` is now unless a row has it; a row with a delay of its own comes late.
   * @throws Error for a table that no workspace has
   */
  ingest(
    workspace: Json,
    table: string,
    rows: readonly Row[],
    options?: { delaySeconds?: number },
  ): void;
}

export interface LogWorkspacesOptions {
  state: State;
  clock: () => Date;
  /** How long rows are on their way unless said otherwise. */
  delaySeconds: number;
}

interface Kept {
  at: number;
  visibleAt: number | undefined;
  row: Row;
}

/** A sandbox may run for days. */
const mostKeptRows = 100_000;
const past = 30 * 24 * 60 * 60 * 1000;

export function createLogWorkspaces({
  state,
  clock,
  delaySeconds,
}: LogWorkspacesOptions): LogWorkspaces {
  const destinations: Destinations = createDestinations(state.clusters, clock);
  const timeline = createTimeline({ startedAt: state.startedAt });
  const delays = new Map<string, { since: number; seconds: number }[]>();
  const plans = new Map<string, Plan>();
  const ingested = new Map<string, Kept[]>();
  const key = (workspace: Json, table: string) => `${workspace.id.toLowerCase()}\n${table}`;

  /** The delay that held when the row was made: one that has arrived does not vanish again. */
  function delayAt(workspace: Json, at: number): number {
    const said = delays.get(workspace.id)?.findLast(({ since }) => since <= at)?.seconds;
    return (said ?? delaySeconds) * 1000;
  }

  function* rows(workspace: Json, table: TableName, { from, until }: Window): Iterable<Row> {
    const now = clock().getTime();
    const arrived = function* (at: number, row: Row, visibleAt = at + delayAt(workspace, at)) {
      if (at >= from && at < until && visibleAt <= now)
        yield { ...row, $ingestionTime: new Date(visibleAt).toISOString() };
    };
    const window = { from, until: Math.min(until, now + 1) };
    for (const { at, row } of rowsOf({ state, destinations, timeline }, workspace, table, window))
      yield* arrived(at, row);
    for (const { at, row, visibleAt } of ingested.get(key(workspace, table)) ?? [])
      yield* arrived(at, row, visibleAt);
  }

  return {
    timeline,
    rows,
    find(word) {
      const wanted = word.toLowerCase();
      return state.workspaces.find(({ id, name, properties }) =>
        [id, name, properties.customerId].some((each) => each.toLowerCase() === wanted),
      );
    },
    hasData(workspace, table) {
      const now = clock().getTime();
      for (const _row of rows(workspace, table, { from: now - past, until: now + 1 })) return true;
      return (ingested.get(key(workspace, table)) ?? []).length > 0;
    },
    plan: (workspace, table) =>
      plans.get(key(workspace, table)) ?? usualPlan(workspace.name, table),
    setPlan(workspace, table, plan) {
      if (plan !== 'Analytics' && !mayBeBasic.has(table))
        throw new Error(`table "${table}" cannot be moved to the plan ${plan}`);
      plans.set(key(workspace, table), plan);
    },
    setDelay(workspace, seconds) {
      const said = delays.get(workspace.id) ?? [];
      delays.set(workspace.id, [...said, { since: clock().getTime(), seconds }]);
    },
    ingest(workspace, word, given, { delaySeconds: late } = {}) {
      const table = tableNamed(word);
      if (!table) throw new Error(`there is no table "${word}", only ${tableNames.join(', ')}`);
      const kept = ingested.get(key(workspace, table)) ?? [];
      for (const row of given) {
        const at = Date.parse(String(row.TimeGenerated ?? clock().toISOString()));
        const full = { Type: table, TenantId: workspace.properties.customerId, ...row };
        const visibleAt = late === undefined ? undefined : clock().getTime() + late * 1000;
        kept.push({
          at,
          visibleAt,
          row: { ...full, TimeGenerated: row.TimeGenerated ?? new Date(at).toISOString() },
        });
      }
      ingested.set(key(workspace, table), kept.slice(-mostKeptRows));
    },
  };
}

/** In the east the audit log is kept cheaply. */
function usualPlan(workspace: string, table: TableName): Plan {
  return workspace === 'log-platform-eus' && table === 'AKSAudit' ? 'Basic' : 'Analytics';
}
