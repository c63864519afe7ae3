import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadKql } from '../../src/kql/index.ts';
import { logTables } from '../../src/kql/schemas.ts';
import type { Table } from '../../src/kql/types.ts';
import { loadBefore, objects } from './support/evaluate.ts';

loadBefore();

interface AuditRow {
  AuditId: string;
  Stage: string;
  User: { username?: string };
  ObjectRef: { resource?: string; subresource?: string; namespace?: string } | null;
  ResponseStatus: { code?: number } | null;
  Annotations: Record<string, string> | null;
}

const queries = new URL('./queries/', import.meta.url);
const data = new URL('../forbidden/data/kube-audit/', import.meta.url);

function readRows(file: string): Record<string, unknown>[] {
  const lines = readFileSync(new URL(file, data), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

const audit = readRows('aksaudit-rows.jsonl');
const legacy = readRows('azurediagnostics-rows.jsonl');
const node = {
  TimeGenerated: '2026-06-01T11:00:00Z',
  Computer: 'aks-np1-0',
  ClusterId:
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/aks-prod',
};
const rowsOf: Record<string, Record<string, unknown>[]> = {
  AKSAudit: audit,
  AKSAuditAdmin: audit,
  AzureDiagnostics: legacy,
  KubeNodeInventory: [
    { ...node, Status: 'Ready', KubeletVersion: 'v1.33.1' },
    { ...node, Status: 'DiskPressure', TimeGenerated: '2026-06-01T11:05:00Z' },
  ],
  ContainerLogV2: ['Reboot not required', 'Reboot required', 'Draining node aks-np1-0'].map(
    (LogMessage, minute) => ({
      TimeGenerated: `2026-06-01T11:0${minute}:00Z`,
      PodNamespace: 'kube-system',
      ContainerName: 'kured',
      Computer: `aks-np1-${minute}`,
      LogMessage,
    }),
  ),
};

const tables: Record<string, Table> = Object.fromEntries(
  logTables.map((table) => [table.name, { ...table, rows: rowsOf[table.name] ?? [] }]),
);

function answer(name: string): Record<string, unknown>[] {
  return objects(readFileSync(new URL(`${name}.kql`, queries), 'utf8'), tables);
}

describe('queries over audit events', () => {
  it.each(readdirSync(queries))('%s is sound and finds something', async (file) => {
    const text = readFileSync(new URL(file, queries), 'utf8');
    const kql = await loadKql();
    expect(kql.check(text, logTables)).toEqual([]);
    expect(answer(file.replace('.kql', '')).length).toBeGreaterThan(0);
  });

  it('counts denials as counting by hand does', () => {
    const denials = (audit as unknown as AuditRow[]).filter((row) => {
      return row.Stage === 'ResponseComplete' && row.ResponseStatus?.code === 403;
    });
    const groups = new Map<string, Set<string>>();
    for (const row of denials) {
      const { resource = '', namespace = '' } = row.ObjectRef ?? {};
      const decision = row.Annotations?.['authorization.k8s.io/decision'] ?? '';
      const key = [row.User.username ?? '', decision, resource, namespace].join('|');
      groups.set(key, (groups.get(key) ?? new Set()).add(row.AuditId));
    }
    const byHand = [...groups].map(([key, ids]) => `${key}|${ids.size}`).sort();
    const found = answer('forbidden-legacy').map((row) => {
      return [row.Actor, row.Decision, row.Resource, row.Ns, row.Events].join('|');
    });
    expect(byHand.length).toBeGreaterThan(10);
    expect(found.sort()).toEqual(byHand);
  });

  it('tells the kinds of denial apart', () => {
    const kinds = answer('forbidden-by-actor').map((row) => [row.Actor, row.Kind]);
    expect(kinds).toContainEqual(['system:anonymous', 'anonymous']);
    expect(kinds).toContainEqual(['dana@contoso.com', 'rbac-escalation']);
    expect(kinds).toContainEqual(['mallory@contoso.com', 'impersonation']);
    expect(kinds).toContainEqual(['system:serviceaccount:payments:api', 'authorization']);
    expect(answer('forbidden-by-actor')[0]).toEqual({
      Actor: 'system:serviceaccount:payments:api',
      Kind: 'authorization',
      Resource: 'secrets',
      Sub: '',
      Ns: 'payments',
      Events: 6,
      Verbs: ['list'],
      Ips: ['10.244.1.17'],
      First: '2026-06-01T11:59:18Z',
      Last: '2026-06-01T11:59:53Z',
      SampleAuditId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('finds exec over WebSocket, probing, and a token from outside', () => {
    expect(answer('exec-attach').filter((row) => row.Sub === 'exec' && row.Code === 403)).toEqual([
      expect.objectContaining({ Actor: 'mallory@contoso.com', Verbs: ['get'] }),
      expect.objectContaining({ Actor: 'mallory@contoso.com', Verbs: ['create'] }),
    ]);
    expect(answer('cani-burst')).toEqual([
      {
        Actor: 'system:serviceaccount:web:frontend',
        TimeGenerated: '2026-06-01T11:40:00Z',
        Calls: 29,
        Ips: ['10.244.2.9'],
      },
    ]);
    expect(answer('sa-token-outside')).toEqual([
      expect.objectContaining({ Actor: 'system:serviceaccount:ci:deployer', Ip: '203.0.113.99' }),
    ]);
    expect(answer('local-admin')[0]?.Events).toBe(5);
  });

  it('does not take "Reboot not required" for a reboot', () => {
    expect(answer('kured-lines').map((row) => row.m)).toEqual([
      'Reboot required',
      'Draining node aks-np1-0',
    ]);
  });

  it('judges a node by its last row', () => {
    expect(answer('node-ready')).toEqual([
      expect.objectContaining({ Status: 'DiskPressure', Ready: false }),
    ]);
  });
});
