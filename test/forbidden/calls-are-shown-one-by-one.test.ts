import { describe, expect, it, test } from 'vitest';
import type { LogsReader } from '../../src/azure/logs.ts';
import { createLogsReader } from '../../src/azure/logs.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import type { ClusterRef } from '../../src/fleet/snapshot.ts';
import { type CallsPage, lookUpCalls } from '../../src/forbidden/calls.ts';
import { type CallsWanted, callsQuery } from '../../src/forbidden/queries.ts';
import { loadKql } from '../../src/kql/index.ts';
import { hour, now, logs as standIn } from '../sandbox/logs/support.ts';
import { answer, asRow, auditTables, clusterId, linesOf, schemaOf } from './support/events.ts';

const labelled = linesOf('synthetic-aks-audit.labelled.jsonl') as {
  class: string;
  event: Record<string, unknown> & { auditID: string };
}[];
const all: CallsWanted = { detection: 'forbidden' };

describe.each(auditTables)('in %s', (table) => {
  const question = { table, clusters: [clusterId] };

  it.each([
    all,
    { detection: 'exec-attach', actor: `x" | take 1 //`, address: '::1', without: ['a"b'] },
  ])('the query for $detection binds without a diagnostic', async (wanted) => {
    const kql = await loadKql();
    const end = { at: '2026-11-24T00:00:00.1234567Z', shown: ['a', 'b'] };
    const query = callsQuery(wanted, { ...question, most: 10, end });
    expect(kql.check(query, [schemaOf(table)])).toEqual([]);
  });

  it('an audit id is one call, with who, what, from where and why', async () => {
    const denied = labelled.filter((each) => each.class === 'rbac-forbid');
    const rows = await answer<Record<string, unknown>>(
      callsQuery(all, { ...question, most: 100 }),
      table,
      // The same events twice, as another stage would be.
      [...denied, ...denied].map(({ event }) => asRow(event, table)),
    );
    expect(rows.map(({ AuditId }) => AuditId).sort()).toEqual(
      denied.map(({ event }) => event.auditID).sort(),
    );
    for (const row of rows)
      expect(row).toMatchObject({ Code: 403, Kind: 'authorization', Cluster: clusterId });
    expect(rows.every(({ Actor, Verb, What, Address }) => Actor && Verb && What && Address)).toBe(
      true,
    );
  });

  it('what somebody wrote behind the question mark of an address is not shown', async () => {
    const [some] = labelled.filter((each) => each.class === 'rbac-forbid');
    const requestURI = '/metrics?access_token=eyJhbGciOi';
    const secret = { ...some?.event, objectRef: undefined, requestURI };
    const rows = await answer<Record<string, unknown>>(
      callsQuery(all, { ...question, most: 100 }),
      table,
      [asRow(secret, table)],
    );
    expect(rows).toMatchObject([{ What: '/metrics' }]);
    expect(JSON.stringify(rows)).not.toContain('eyJ');
  });
});

async function fleet(names: string[], options: Parameters<typeof standIn>[0] = {}) {
  const sandbox = await standIn(options);
  const { azure, arm: reader } = sandbox;
  const logs: LogsReader = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(azure.url),
    retries: { firstPauseMs: 1, longestWaitSeconds: 5 },
    pace: sandboxPace,
  });
  const clusters: ClusterRef[] = names.map((name) => {
    const found = azure.state.clusters.find((each) => each.name === name);
    if (!found) throw new Error(`no cluster ${name}`);
    const [, , subscriptionId = '', , resourceGroup = ''] = found.id.split('/');
    return { id: found.id, name, subscriptionId, resourceGroup, location: '', tags: {} };
  });
  return (wanted: CallsWanted, page: { end?: CallsPage['end']; most?: number } = {}) =>
    lookUpCalls({
      ...{ reader, logs, clusters, wanted, ...page },
      window: { from: new Date(now.getTime() - 4 * hour), to: now },
    });
}

test('pages meet without a gap and without a call twice', async () => {
  const ask = await fleet(['aks-prod-weu', 'aks-prod-neu']);
  const whole = await ask(all);
  expect(whole.problems).toEqual([]);
  expect(whole.calls.length).toBeGreaterThan(20);
  expect(whole.end).toBeNull();
  const paged: string[] = [];
  let end: CallsPage['end'] = null;
  do {
    const page: CallsPage = await ask(all, { most: 7, end });
    paged.push(...page.calls.map(({ auditId }) => auditId));
    end = page.end;
  } while (end);
  expect(paged).toEqual(whole.calls.map(({ auditId }) => auditId));
  expect(new Set(paged).size).toBe(paged.length);
});

test('only what is asked for is shown', async () => {
  const ask = await fleet(['aks-prod-weu']);
  const actor = 'jonas.weber@contoso.example';
  const { calls } = await ask({ ...all, actor, resourceClass: 'secrets' });
  expect(calls.length).toBeGreaterThan(0);
  expect(new Set(calls.map((call) => call.actor))).toEqual(new Set([actor]));
  expect(new Set(calls.map(({ resource }) => resource))).toEqual(new Set(['secrets']));
  const others = await ask({ ...all, without: [actor] });
  expect(others.calls.length).toBeGreaterThan(0);
  expect(others.calls.map((call) => call.actor)).not.toContain(actor);
});

test('a cluster without an audit log is no cluster without calls', async () => {
  const ask = await fleet(['aks-dev-weu', 'aks-prod-weu']);
  const { calls, problems } = await ask(all);
  expect(calls.length).toBeGreaterThan(0);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.clusterIds[0]).toContain('/aks-dev-weu');
  expect(problems[0]?.hint).toContain('audit-logs');
});

test('calls of a detection are found by its own question', async () => {
  const ask = await fleet(['aks-prod-weu']);
  const { calls, problems } = await ask({ detection: 'exec-attach' });
  expect(problems).toEqual([]);
  for (const { resource, kind } of calls) {
    expect(resource).toMatch(/exec|attach|ephemeralcontainers|proxy/);
    expect(kind).toBe('exec-attach');
  }
  const unknown = await ask({ detection: '../../secrets' });
  expect(unknown.problems[0]?.message).toContain('no detection');
});
