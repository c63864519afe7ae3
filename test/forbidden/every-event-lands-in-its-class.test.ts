import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { defaultForbiddenConfig as config } from '../../src/forbidden/config.ts';
import { auditQuery, refusalsQuery } from '../../src/forbidden/queries.ts';
import {
  type RefusalRow,
  sightingsOf,
  unauthenticatedCalls,
} from '../../src/forbidden/sightings.ts';
import { loadKql } from '../../src/kql/index.ts';
import {
  answer,
  asRow,
  auditTables,
  clusterId,
  fileRows,
  linesOf,
  schemaOf,
} from './support/events.ts';

const labelled = linesOf('synthetic-aks-audit.labelled.jsonl') as { class: string; event: Json }[];

/** Class of the label → kind of denial; classes that are not here are no refusals. */
const kinds: Record<string, string> = {
  'rbac-forbid': 'authorization',
  'azure-rbac-forbid': 'azure-rbac',
  'anonymous-scan': 'anonymous',
  'anonymous-api-forbid': 'anonymous',
  'node-forbid': 'node-authorizer',
  'noise-azure-policy-forbid': 'authorization',
  'exec-denied': 'authorization',
  'impersonation-denied': 'impersonation',
  'rbac-escalation-denied': 'rbac-escalation',
  'admission-quota': 'quota',
  'admission-podsecurity': 'pod-security',
  'admission-gatekeeper': 'admission-webhook',
  unauthorized: 'unauthenticated',
};
const classes = [...new Set(labelled.map((each) => each.class))];

async function refusals(events: Json[], table: (typeof auditTables)[number]) {
  return answer<RefusalRow>(
    refusalsQuery({ table, clusters: [clusterId] }),
    table,
    events.map((event) => asRow(event, table)),
  );
}

describe.each(auditTables)('in %s', (table) => {
  it.each([
    ['refusals', { most: 5 }],
    ['freshness', {}],
    ['succeeded', { most: 5, actors: ['a "b"'] }],
    ['accesses', { most: 5, actors: ['a'] }],
    ['rights-changed', { most: 5 }],
  ])('%s binds without a diagnostic', async (name, values) => {
    const kql = await loadKql();
    const query = auditQuery(name, { table, clusters: [clusterId], values });
    expect(kql.check(query, [schemaOf(table)])).toEqual([]);
  });

  it.each(classes)('%s', async (name) => {
    const events = labelled.filter((each) => each.class === name).map(({ event }) => event);
    const rows = await refusals(events, table);
    const kind = kinds[name];
    expect([...new Set(rows.map(({ Kind }) => Kind))]).toEqual(kind ? [kind] : []);
    const calls = rows.reduce((sum, { Calls }) => sum + Calls, 0);
    // Get and create of one exec are one attempt.
    expect(calls).toBe(name === 'exec-denied' ? 1 : kind ? events.length : 0);
  });

  it('tells the kinds apart in one go, without the messages that old servers leave out', async () => {
    const events = labelled.map(({ event }) => {
      const copy = structuredClone(event);
      if (copy.responseStatus) delete copy.responseStatus.message;
      return copy;
    });
    const rows = await refusals(events, table);
    const found = new Set(rows.map(({ Kind }) => Kind));
    expect([...found].sort()).toEqual([
      'anonymous',
      'authorization',
      'azure-rbac',
      'impersonation',
      'node-authorizer',
      'other-admission',
      'rbac-escalation',
      'unauthenticated',
    ]);
  });
});

it('counts a call once, however many stages it logged and however often they came', async () => {
  const [event] = labelled.filter((each) => each.class === 'node-forbid').map((each) => each.event);
  const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'ResponseComplete'];
  const rows = await refusals(
    stages.map((stage) => ({ ...event, stage })),
    'AKSAudit',
  );
  expect(rows.map(({ Calls }) => Calls)).toEqual([1]);
});

it('leaves out the platform before a stranger, where there is too much', async () => {
  const [event] = labelled.filter((each) => each.class === 'rbac-forbid').map((each) => each.event);
  const noisy = Array.from({ length: 9 }, (_, index) => ({
    ...{ ...event, auditID: `noise-${index}` },
    user: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
  }));
  const query = refusalsQuery({ table: 'AKSAudit', clusters: [clusterId] }, 0);
  const rows = [...noisy, event as Json].map((each) => asRow(each, 'AKSAudit'));
  const found = await answer<RefusalRow>(query, 'AKSAudit', rows);
  expect(found.map(({ Actor }) => Actor)).toEqual([event?.user.username]);
});

it.each([
  ['impersonation.jsonl', ['admin', 'authorization'], 2, ['mallory']],
  ['unauthorized-401.jsonl', ['', 'unauthenticated'], 2, []],
])('the lines of a real server in %s', async (file, who, calls, actedAs) => {
  const query = refusalsQuery({ table: 'AuditFile', clusters: [] });
  const rows = await answer<RefusalRow>(query, 'AuditFile', fileRows(file));
  expect(new Set(rows.map(({ Actor, Kind }) => `${Actor} ${Kind}`))).toEqual(
    new Set([who.join(' ')]),
  );
  expect(rows.reduce((sum, { Calls }) => sum + Calls, 0)).toBe(calls);
  expect([...new Set(rows.flatMap((row) => row.ActedAs))]).toEqual(actedAs);
});

it('finds nothing refused in what an administrator wrote', async () => {
  const query = refusalsQuery({ table: 'AuditFile', clusters: [] });
  expect(await answer(query, 'AuditFile', fileRows('admin-writes.jsonl'))).toEqual([]);
});

it('puts escalation before all else, and what the platform does last', async () => {
  const rows = await refusals(
    labelled.map(({ event }) => event),
    'AKSAudit',
  );
  const sightings = sightingsOf(rows, { config });
  expect(unauthenticatedCalls(rows)).toBe(1);
  expect(sightings[0]).toMatchObject({
    actor: 'dana@contoso.com',
    actorClass: 'person',
    kind: 'rbac-escalation',
    suspicion: { level: 'high' },
  });
  expect(sightings[0]?.suspicion.reasons[0]).toBe(
    'tried to grant rights that it does not have itself',
  );
  const noise = sightings.filter((each) => each.noise).map(({ actor }) => actor);
  expect(new Set(noise)).toEqual(
    new Set([
      'system:serviceaccount:kube-system:azure-policy',
      'system:serviceaccount:kube-system:replicaset-controller',
      'system:node:aks-np1-12345678-vmss000002',
    ]),
  );
  expect(sightings.slice(-noise.length).every((each) => each.noise)).toBe(true);
});
