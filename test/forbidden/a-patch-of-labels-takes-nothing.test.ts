import { expect, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { changeOf, type RightsRow } from '../../src/forbidden/around/rows.ts';
import { auditQuery } from '../../src/forbidden/queries.ts';
import { answer, asRow, auditTables, clusterId } from './support/events.ts';

const subjects = [{ kind: 'User', name: 'bob' }];
const binding = { kind: 'binding', name: 'ci', namespace: 'shop' };

test.each<[string, string, Json, object | undefined]>([
  ['labels alone', 'patch', { metadata: { labels: { team: 'shop' } } }, undefined],
  ['subjects', 'patch', { subjects }, { ...binding, stillBinds: ['bob'] }],
  ['no subjects at all', 'patch', { subjects: null }, { ...binding, stillBinds: null }],
  [
    'operations',
    'patch',
    [{ op: 'remove', path: '/subjects/0' }],
    { ...binding, stillBinds: null },
  ],
  ['a body that is not logged', 'patch', undefined, { ...binding, stillBinds: null }],
  ['a whole binding', 'update', { metadata: {}, subjects }, { ...binding, stillBinds: ['bob'] }],
  ['a deletion', 'delete', { kind: 'DeleteOptions' }, { ...binding, stillBinds: [] }],
])('%s', async (_, verb, requestObject, taken) => {
  for (const table of auditTables) {
    const event = {
      ...{ auditID: 'a', stage: 'ResponseComplete', verb, requestURI: '/x', requestObject },
      ...{ stageTimestamp: '2026-11-23T23:00:00Z', user: { username: 'lena' }, annotations: {} },
      objectRef: {
        ...{ resource: 'rolebindings', name: 'ci', namespace: 'shop' },
        apiGroup: 'rbac.authorization.k8s.io',
      },
      responseStatus: { code: 200 },
    };
    const query = auditQuery('rights-changed', {
      ...{ table, clusters: [clusterId], values: { most: 5 } },
    });
    const [row] = await answer<RightsRow>(query, table, [asRow(event, table)]);
    if (!row) throw new Error(`nothing in ${table}`);
    expect(changeOf(row).taken).toEqual(taken);
  }
});
