import { expect, test } from 'vitest';
import { readLogTable } from '../../../src/azure/log-tables.ts';
import { azureErrorOf } from '../../azure/helpers.ts';
import { hour, logs, now } from './support.ts';

const denied = `AKSAudit
| where Stage == "ResponseComplete" and toint(ResponseStatus.code) == 403
| where _ResourceId endswith "/aks-prod-weu"
| summarize Calls = dcount(AuditId), Ips = make_set(tostring(SourceIps[0])) by Actor = tostring(User.username), Ns = tostring(ObjectRef.namespace), Resource = tostring(ObjectRef.resource)
| order by Calls desc`;

test('a query runs over the audit events of a cluster', async () => {
  const { query } = await logs();
  const { columns, rows, empty } = await query(denied);
  expect(empty).toBe(false);
  expect(columns).toEqual([
    { name: 'Actor', type: 'string' },
    { name: 'Ns', type: 'string' },
    { name: 'Resource', type: 'string' },
    { name: 'Calls', type: 'long' },
    { name: 'Ips', type: 'dynamic' },
  ]);
  expect(rows).toContainEqual({
    Actor: 'jonas.weber@contoso.example',
    Ns: 'payments',
    Resource: 'secrets',
    Calls: 9,
    Ips: ['203.0.113.52'],
  });
});

test('the timespan of the request holds, whatever the query says', async () => {
  const { query } = await logs();
  const { rows } = await query(
    'AKSAudit | summarize First = min(TimeGenerated), Last = max(TimeGenerated)',
    {
      hours: 2,
    },
  );
  const [{ First, Last } = {}] = rows;
  expect(Date.parse(String(First))).toBeGreaterThanOrEqual(now.getTime() - 2 * hour);
  expect(Date.parse(String(Last))).toBeLessThan(now.getTime());
});

test('rows arrive late, and a row that has arrived stays', async () => {
  const { azure, query, pass } = await logs({ ingestionSeconds: 300 });
  const last = async () => {
    const { rows } = await query(
      'AKSAudit | summarize Last = max(TimeGenerated), Arrived = max(ingestion_time())',
    );
    const [{ Last, Arrived } = {}] = rows;
    return { last: Date.parse(String(Last)), arrived: Date.parse(String(Arrived)) };
  };
  const first = await last();
  expect(first.last).toBeLessThanOrEqual(now.getTime() - 300_000);
  expect(first.arrived).toBeLessThanOrEqual(now.getTime());
  expect(first.arrived - first.last).toBe(300_000);
  azure.logs.setDelay('log-platform-weu', 3_600);
  pass(10 * 60_000);
  // What was under way before the delay grew has arrived; nothing newer has.
  const later = await last();
  expect(later.last).toBeGreaterThan(first.last);
  expect(later.last).toBeLessThan(now.getTime());
});

test('a late row appears in the past', async () => {
  const { azure, query, pass } = await logs({ ingestionSeconds: 0 });
  const row = {
    TimeGenerated: '2026-11-23T23:40:00.000Z',
    AuditId: 'late-1',
    Stage: 'ResponseComplete',
  };
  azure.logs.ingest('log-platform-weu', 'AKSAudit', [row], { delaySeconds: 600 });
  const find = async () =>
    (await query('AKSAudit | where AuditId == "late-1" | project AuditId, TimeGenerated')).rows;
  expect(await find()).toEqual([]);
  pass(11 * 60_000);
  expect(await find()).toHaveLength(1);
});

test('a table without any row ever is 204, one without matching rows is not', async () => {
  const { query } = await logs();
  expect(await query('AzureDiagnostics | take 1', { workspace: 'log-platform-eus' })).toMatchObject(
    {
      empty: true,
    },
  );
  expect(await query('AKSAudit | where AuditId == "none"')).toMatchObject({
    empty: false,
    rows: [],
  });
});

test('a setting that is made later logs from then on', async () => {
  const { azure, query, pass, raw } = await logs({ ingestionSeconds: 0 });
  const count = async () =>
    (await query('AKSAudit | where _ResourceId endswith "/aks-dev-weu" | count')).rows;
  expect(await count()).toEqual([{ Count: 0 }]);
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-dev-weu');
  const workspaceId = azure.state.workspaces.find(({ name }) => name === 'log-platform-weu')?.id;
  const path = `${cluster?.id}/providers/microsoft.insights/diagnosticSettings/audit?api-version=2021-05-01-preview`;
  const logsOn = [{ category: 'kube-audit', enabled: true }];
  const body = {
    properties: { workspaceId, logs: logsOn, logAnalyticsDestinationType: 'Dedicated' },
  };
  expect((await raw('PUT', path, { body })).status).toBe(200);
  expect(await count()).toEqual([{ Count: 0 }]);
  pass(hour);
  const [{ Count } = {}] = await count();
  expect(Count).toBeGreaterThan(30);
  expect(Count).toBeLessThan(90);
});

test('only kube-audit-admin: no refused read is there', async () => {
  const { query } = await logs();
  const verbs = await query(
    'AKSAuditAdmin | where _ResourceId endswith "/aks-staging-weu" | distinct Verb',
  );
  expect(verbs.rows.map(({ Verb }) => Verb)).not.toEqual(expect.arrayContaining(['get']));
  expect(verbs.rows.map(({ Verb }) => Verb)).not.toEqual(expect.arrayContaining(['list']));
  const other = await query('AKSAudit | where _ResourceId endswith "/aks-staging-weu" | count');
  expect(other.rows).toEqual([{ Count: 0 }]);
});

test('the legacy table holds each event as text, and impersonation with it', async () => {
  const { query } = await logs();
  const { rows } = await query(`AzureDiagnostics
| where Category == "kube-audit" and log_s has "impersonatedUser"
| extend e = parse_json(log_s)
| project Actor = tostring(e.user.username), As = tostring(e.impersonatedUser.username)`);
  expect(rows).toEqual([
    { Actor: 'masterclient', As: 'system:serviceaccount:kube-system:generic-garbage-collector' },
  ]);
});

test('a wrong column is answered as Kusto does', async () => {
  const { query } = await logs();
  const error = await azureErrorOf(query('AKSAudit | where Verbb == "get"'));
  expect(error.kind).toBe('invalid');
  expect(error.message).toContain('Verbb');
  const table = await azureErrorOf(query('AKSAudits | count'));
  expect(table.message).toContain('AKSAudits');
});

test('KQL that the sandbox does not run is refused by name', async () => {
  const { query } = await logs();
  const error = await azureErrorOf(query('AKSAudit | evaluate bag_unpack(User)'));
  expect(error).toMatchObject({ kind: 'invalid', code: 'NotServedBySandbox' });
  expect(error.message).toContain('evaluate');
});

test('tables of the Basic plan need a timespan in the request', async () => {
  const { raw, guidOf, query } = await logs();
  const path = `/v1/workspaces/${guidOf('log-platform-eus')}/query`;
  const body = { query: 'AKSAudit | count' };
  const refused = await raw('POST', path, { as: 'reader', body });
  expect(refused.status).toBe(400);
  expect(refused.json.error.innererror.message).toContain('timespan');
  const { rows } = await query('AKSAudit | count', { workspace: 'log-platform-eus' });
  expect(rows[0]?.Count).toBeGreaterThan(100);
});

test('Resource Manager says which plan and retention a table has', async () => {
  const { arm, azure } = await logs();
  const idOf = (name: string) => azure.state.workspaces.find((each) => each.name === name)?.id;
  expect(await readLogTable(arm, idOf('log-platform-eus'), 'AKSAudit')).toEqual({
    name: 'AKSAudit',
    plan: 'Basic',
    retentionInDays: 30,
    totalRetentionInDays: 30,
  });
  expect(await readLogTable(arm, idOf('log-platform-weu'), 'AKSAudit')).toMatchObject({
    plan: 'Analytics',
    retentionInDays: 180,
  });
  expect(await readLogTable(arm, idOf('log-platform-weu'), 'NoSuchTable')).toBeNull();
  expect(await azureErrorOf(readLogTable(arm, '/subscriptions/x', 'AKSAudit'))).toMatchObject({
    kind: 'invalid',
  });
});

test('a story happens when somebody asks for it over HTTP', async () => {
  const { raw, query, pass } = await logs({ ingestionSeconds: 0 });
  const body = { cluster: 'aks-prod-neu' };
  const told = await raw('POST', '/sandbox/logs/stories/secret-enumeration', { body });
  expect(told.status).toBe(200);
  pass(10 * 60_000);
  const { rows } = await query(`AKSAudit
| where _ResourceId endswith "/aks-prod-neu" and tostring(User.username) startswith "eve"
| where tostring(ObjectRef.resource) == "secrets"
| summarize Names = dcount(tostring(ObjectRef.name))`);
  expect(rows).toEqual([{ Names: 42 }]);
  const unknown = await raw('POST', '/sandbox/logs/stories/flood', { body });
  expect([unknown.status, unknown.json.error.message]).toEqual([
    404,
    expect.stringContaining('There is no story "flood", only anonymous-allowed'),
  ]);
  const nowhere = await raw('POST', '/sandbox/logs/stories/quota', { body: { cluster: 'aks-x' } });
  expect(nowhere.json.error.message).toBe('there is no cluster "aks-x"');
});

test('the nodes of Container insights and kured are those of the cluster', async () => {
  const { query } = await logs();
  const { rows } = await query(`InsightsMetrics
| where Name == "kured_reboot_required" and _ResourceId endswith "/aks-dev-weu"
| summarize arg_max(TimeGenerated, Val) by Computer
| project Computer, Val`);
  expect(rows).toEqual([
    { Computer: expect.stringMatching(/^aks-system-\d{8}-vmss000000$/), Val: 1 },
  ]);
  const lines = await query(
    'ContainerLogV2 | where PodNamespace == "kured" | where tostring(LogMessage) has "Reboot required" | distinct Computer',
  );
  expect(lines.rows.map(({ Computer }) => Computer)).toEqual([rows[0]?.Computer]);
  const ready = await query(
    'KubeNodeInventory | where ClusterName == "aks-prod-weu" | summarize by Computer, Status',
  );
  expect(ready.rows).toHaveLength(9);
});

test('the activity log tells who changed a cluster, the sandbox itself included', async () => {
  const { azure, query, pass } = await logs({ ingestionSeconds: 0 });
  azure.meddle('aks-prod-neu', {
    change: 'set',
    path: 'tags.note',
    value: 'x',
    by: 'kim@contoso.example',
  });
  pass(60_000);
  const { rows } = await query(`AzureActivity
| where ActivityStatusValue == "Success"
| summarize Times = dcount(CorrelationId) by Caller, Operation = tolower(OperationNameValue)`);
  expect(rows).toEqual(
    expect.arrayContaining([
      {
        Caller: 'kim@contoso.example',
        Operation: 'microsoft.containerservice/managedclusters/write',
        Times: 1,
      },
      {
        Caller: 'lena.fischer@contoso.example',
        Operation: 'microsoft.authorization/roleassignments/delete',
        Times: 1,
      },
    ]),
  );
});
