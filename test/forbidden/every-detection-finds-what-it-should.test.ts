import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { detections } from '../../src/forbidden/detections/index.generated.ts';
import { type AuditTable, detectionQuery } from '../../src/forbidden/queries.ts';
import type { RefusalRow } from '../../src/forbidden/sightings.ts';
import { loadKql } from '../../src/kql/index.ts';
import { answer, asRow, auditTables, clusterId, linesOf, schemaOf } from './support/events.ts';

const labelled = linesOf('synthetic-aks-audit.labelled.jsonl') as { class: string; event: Json }[];

/** Which classes of labelled events a detection finds, alone or together. */
const finds: Record<string, string[]> = {
  'admission-webhook-change': ['webhook-change'],
  'anonymous-allowed': ['anonymous-allowed'],
  'can-i-burst': ['can-i-burst'],
  'cluster-admin-binding': ['cluster-admin-binding'],
  'csr-created': ['csr-create'],
  'deprecated-api': ['deprecated-removed'],
  'exec-attach': ['ephemeral-container', 'exec-spdy', 'exec-websocket', 'node-proxy-exec'],
  impersonation: ['impersonation-allowed'],
  'local-admin': [
    'impersonation-allowed',
    'masterclient-use',
    'privileged-pod',
    'secrets-dump',
    'webhook-change',
  ],
  'port-forward': ['portforward'],
  'privileged-pod': ['admission-gatekeeper', 'admission-podsecurity', 'privileged-pod'],
  'secret-enumeration': ['secret-enumeration', 'secrets-dump'],
  'service-account-outside': ['node-proxy-exec', 'sa-token-outside'],
  'token-created': ['token-create'],
};

it('knows what each is to find', () => {
  expect(detections.map(({ id }) => id).sort()).toEqual(Object.keys(finds).sort());
});

describe.each(detections)('$id', (detection) => {
  const tables: AuditTable[] = detection.needsImpersonation
    ? ['AzureDiagnostics', 'AuditFile']
    : auditTables;

  it.each(tables)('in %s finds its classes and no other', async (table) => {
    // A cluster for each class: so that one query tells them apart.
    const idOf = (name: string) => `${clusterId}-${name}`;
    const clusters = [...new Set(labelled.map((each) => idOf(each.class)))];
    const query = detectionQuery(detection, { table, clusters });
    const kql = await loadKql();
    expect(kql.check(query, [schemaOf(table)])).toEqual([]);
    const rows = await answer<RefusalRow>(
      query,
      table,
      labelled.map((each) => ({ ...asRow(each.event, table), _ResourceId: idOf(each.class) })),
    );
    const found = [...new Set(rows.map(({ Cluster }) => Cluster.slice(clusterId.length + 1)))];
    expect(rows.every(({ Kind }) => Kind === detection.id)).toBe(true);
    expect(found.sort()).toEqual(finds[detection.id]?.map((name) => name.toLowerCase()));
  });
});
