import { expect, test } from 'vitest';
import { createState } from '../../../src/sandbox/azure/state.ts';
import { createFleet } from '../../../src/sandbox/fleet/fleet.ts';
import { nodeNames } from '../../../src/sandbox/fleet/node-names.ts';
import { createLogs } from '../../../src/sandbox/logs/logs.ts';
import { schemas, tableNames } from '../../../src/sandbox/logs/schemas.ts';
import { now } from './support.ts';

const day = 24 * 3_600_000;

function workspaces() {
  const clock = () => now;
  const state = createState({ fleet: createFleet({ now }), clock });
  return { state, ...createLogs({ state, clock, ingestionSeconds: 0, throttling: false }) };
}

test.each(tableNames)('rows of %s have no property that is not a column', (table) => {
  const { state, workspaces: logs } = workspaces();
  const columns = new Set(schemas.get(table)?.columns.map(({ name }) => name));
  let count = 0;
  for (const workspace of state.workspaces)
    for (const row of logs.rows(workspace, table, {
      from: now.getTime() - 2 * day,
      until: now.getTime(),
    })) {
      count += 1;
      const strange = Object.keys(row).filter(
        (key) => !columns.has(key) && key !== '$ingestionTime',
      );
      expect(strange).toEqual([]);
      expect(Date.parse(String(row.TimeGenerated))).toBeLessThan(now.getTime());
    }
  expect(count).toBeGreaterThan(0);
});

// The rows since 1970 would take hours to make: whoever makes more than is read does not end.
test('a table that is read bit by bit costs no more than what was read', () => {
  const { state, workspaces: logs } = workspaces();
  const [workspace] = state.workspaces;
  const rows = logs.rows(workspace, 'AKSAudit', { from: 0, until: now.getTime() });
  let seen = 0;
  for (const _row of rows) if (++seen === 10) break;
  expect(seen).toBe(10);
});

test('nodes are named by pool, with the digits of their cluster, counted in base 36', () => {
  const managedCluster = {
    id: '/subscriptions/1/x',
    properties: { agentPoolProfiles: [{ name: 'apps', count: 37 }, { name: 'none' }] },
  };
  const names = nodeNames(managedCluster).map(({ name }) => name);
  expect(names).toHaveLength(37);
  expect(names[0]).toMatch(/^aks-apps-\d{8}-vmss000000$/);
  expect(names[10]).toMatch(/-vmss00000a$/);
  expect(names[36]).toMatch(/-vmss000010$/);
});
