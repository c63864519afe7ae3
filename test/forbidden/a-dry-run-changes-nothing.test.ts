import { expect, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { detections } from '../../src/forbidden/detections/index.generated.ts';
import { auditQuery, detectionQuery, refusalsQuery } from '../../src/forbidden/queries.ts';
import { answer, asRow, auditTables, clusterId } from './support/events.ts';

const clusters = [clusterId];
const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';

/** As Flux compares what is there with what should be. */
function binding(change: Json = {}): Json {
  return {
    ...{ auditID: 'a', stage: 'ResponseComplete', verb: 'patch', requestURI: `${path}/all` },
    ...{ stageTimestamp: '2026-11-23T23:00:00Z', user: { username: 'flux' }, annotations: {} },
    objectRef: {
      ...{ resource: 'clusterrolebindings', name: 'all', apiGroup: 'rbac.authorization.k8s.io' },
    },
    requestObject: { roleRef: { name: 'cluster-admin' }, subjects: [] },
    responseStatus: { code: 200 },
    ...change,
  };
}
const tried = `${path}/all?dryRun=All&fieldManager=flux`;
const deleted = { verb: 'delete', requestObject: { kind: 'DeleteOptions' } };

const cases: [string, Json, { made: boolean; changed: boolean }][] = [
  ['a binding', {}, { made: true, changed: true }],
  ['the same as a dry run', { requestURI: tried }, { made: false, changed: false }],
  [
    'a name that looks like one',
    { requestURI: `${path}/dryrun=all` },
    { made: true, changed: true },
  ],
  [
    'a body that pretends to be one',
    { requestObject: { roleRef: { name: 'cluster-admin' }, dryRun: ['All'] } },
    { made: true, changed: true },
  ],
  ['a deletion', deleted, { made: false, changed: true }],
  [
    'a deletion that only tries',
    { ...deleted, requestObject: { kind: 'DeleteOptions', dryRun: ['All'] } },
    { made: false, changed: false },
  ],
];

test.each(auditTables.flatMap((table) => cases.map((each) => [table, ...each] as const)))(
  'in %s: %s',
  async (table, _, change, expected) => {
    const rows = [asRow(binding(change), table)];
    const detection = detections.find(({ id }) => id === 'cluster-admin-binding');
    if (!detection) throw new Error('no such detection');
    const made = await answer(detectionQuery(detection, { table, clusters }), table, rows);
    const about = { table, clusters, values: { most: 5 } };
    const changed = await answer(auditQuery('rights-changed', about), table, rows);
    const asked = { table, clusters, values: { most: 5, actors: ['flux'] } };
    const done = await answer<Json>(auditQuery('succeeded', asked), table, rows);
    expect({ made: made.length > 0, changed: changed.length > 0 }).toEqual(expected);
    expect(done.map(({ What }) => What)).toEqual(
      expected.made ? ['made or changed role bindings'] : [],
    );
  },
);

test('what is refused is refused, and a right to try is a right', async () => {
  const refused = binding({
    ...{ requestURI: tried, annotations: { 'authorization.k8s.io/decision': 'forbid' } },
    responseStatus: { code: 403, reason: 'Forbidden' },
  });
  const rows = [asRow(refused, 'AKSAudit')];
  const question = { table: 'AKSAudit', clusters } as const;
  expect(await answer(refusalsQuery(question), 'AKSAudit', rows)).toHaveLength(1);
  const accesses = auditQuery('accesses', { ...question, values: { most: 5, actors: ['flux'] } });
  const allowed = asRow(binding({ requestURI: tried }), 'AKSAudit');
  const [found] = await answer<Json>(accesses, 'AKSAudit', [allowed]);
  expect(found?.LastAllowed).not.toBeNull();
});
