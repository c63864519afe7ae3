import { randomUUID } from 'node:crypto';
import { type AlertConfig, defaultAlertConfig } from '../../../src/forbidden/alerts/config.ts';
import { type Alerts, createAlerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { ClusterLook, Sighting } from '../../../src/forbidden/types.ts';
import { loadRights } from '../../../src/rights/load.ts';
import type { TestDatabase } from '../../support/database.ts';

export const clusterId = '/subscriptions/s/resourcegroups/g/providers/x/managedclusters/aks-one';

const rights = loadRights(`
teams: [T0DRAWBRG]
rules:
  - allow: [propose]
    to: { users: [U0RIVERA] }
channels:
  - clusters: all
    approvals: C0APPROVE
    alerts: C0SECOPS0
`);

/** Calls by the ten minutes in which they fell. */
export function sighting(bins: Record<string, number>, more: Partial<Sighting> = {}): Sighting {
  const times = Object.keys(bins).sort();
  const calls = Object.values(bins).reduce((sum, count) => sum + count, 0);
  return {
    ...{ clusterId, detection: 'forbidden', actor: 'sam@contoso.com', actorClass: 'person' },
    ...{ kind: 'authorization', resourceClass: 'workloads', severity: 'high', calls },
    bins: times.map((at) => ({ at, calls: bins[at] ?? 0 })),
    ...{ first: times[0] ?? '', last: times.at(-1) ?? '' },
    ...{ verbs: ['list'], resources: ['pods'], namespaces: ['shop'] },
    ...{ addresses: ['203.0.113.7'], agents: ['kubectl/v1.33.1'] },
    auditIds: Array.from({ length: Math.min(calls, 20) }, (_none, index) => `audit-${index}`),
    distinct: { resources: 1, namespaces: 1, addresses: 1, agents: 1 },
    suspicion: { level: 'high', score: 70, reasons: ['first seen in 14 days'] },
    noise: false,
    ...more,
  };
}

export function look(
  window: [from: string, to: string],
  sightings: Sighting[],
  more: Partial<ClusterLook> = {},
): ClusterLook {
  return {
    ...{ clusterId, window: { from: window[0], to: window[1] }, newest: window[1] },
    source: { workspaceId: '/w', table: 'AKSAudit', blind: [] },
    ...{ problem: null, partial: null, sightings, unauthenticated: 0, outage: null },
    ...more,
  };
}

export function newProcess(
  database: TestDatabase,
  clock: () => Date,
  config: Partial<AlertConfig> = {},
): Alerts {
  return createAlerts({
    ...{ db: database.pool, rights: () => rights, config: { ...defaultAlertConfig, ...config } },
    ...{ clock, newId: randomUUID, nudge: async () => {} },
  });
}

/** What was asked to be sent, edits left out: view and place, in the order in which it was asked. */
export async function sent({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select outgoing.view || ' ' || (target->>'channel') ||
            coalesce(' ' || (note.data->>'kind'), ' ' || (said.data->>'kind'), '') ||
            case when (target->>'broadcast')::boolean then ' to all' else '' end as line
       from drawbridge.outgoing
       left join drawbridge.alert_note note on note.id::text = outgoing.value_id
       left join drawbridge.incident_note said on said.id::text = outgoing.value_id
      where target->>'kind' <> 'everywhere'
      order by outgoing.created_at, 1`,
  );
  return rows.map(({ line }) => line);
}
