import { expect, test } from 'vitest';
import type { Around, ClusterLook } from '../../src/forbidden/types.ts';
import { hour, now } from '../sandbox/logs/support.ts';
import { lookingAt } from './support/looking-at.ts';

function aroundOf(look: ClusterLook | undefined, actor: string): Around {
  const sighting = look?.sightings.find((each) => each.actor === actor && !each.noise);
  if (!sighting) throw new Error(`nothing of ${actor}`);
  return sighting.facts as Around;
}

test('a deleted binding that every refusal hangs on is named as the cause', async () => {
  const { look } = await lookingAt(['aks-prod-weu']);
  const [found] = await look({ around: true });
  const around = aroundOf(found, 'system:serviceaccount:ci:deployer');
  expect(around.brokenBy).toEqual({
    at: expect.any(String),
    by: 'lena.fischer@contoso.example',
    what: 'deleted RoleBinding ci-deployer in shop',
  });
  expect(around.changes).toContainEqual(around.brokenBy);
  const broken = found?.sightings.find(({ actor }) => actor.endsWith(':deployer'));
  // Nothing of it looks like an attack, and people should hear of it all the same.
  expect(broken).toMatchObject({ severity: 'medium', suspicion: { level: 'low' } });
  expect(around.unread).toEqual([]);
});

test('who was refused what was never his is told no cause, though something was changed before', async () => {
  const { look } = await lookingAt(['aks-prod-weu']);
  const [found] = await look({ around: true });
  const around = aroundOf(found, 'jonas.weber@contoso.example');
  expect(around).not.toHaveProperty('brokenBy');
});

test('a role in Azure that was taken away, by the activity log', async () => {
  const { look } = await lookingAt(['aks-data-prod-weu']);
  const [found] = await look({ around: true });
  const around = aroundOf(found, '6f1c8a2e-0f2b-4d61-9d43-3f7d1b0c1a11');
  expect(around.brokenBy).toMatchObject({
    by: 'lena.fischer@contoso.example',
    what: 'took the role Azure Kubernetes Service RBAC Reader in Azure away from 6f1c8a2e-0f2b-4d61-9d43-3f7d1b0c1a11',
  });
});

test('what the same caller read from the same address is told, by name and number', async () => {
  const { look } = await lookingAt(['aks-prod-neu']);
  const [found] = await look({ around: true });
  const { succeeded } = aroundOf(found, 'system:serviceaccount:payments:api');
  expect(succeeded).toEqual([
    {
      what: 'read secrets in payments',
      calls: 5,
      first: expect.any(String),
      last: expect.any(String),
    },
  ]);
});

test('what cannot be read is said, and no cause is claimed', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  // The newest record, the refusals, and then the three questions about what else happened.
  for (const milliseconds of [1, 1]) azure.logs.faults.add({ kind: 'slow', milliseconds });
  for (const kind of ['denied', 'partial', 'partial'] as const) azure.logs.faults.add({ kind });
  const [found] = await look({ around: true });
  expect(found?.problem).toBeNull();
  const around = aroundOf(found, 'system:serviceaccount:ci:deployer');
  expect(around.unread).toHaveLength(3);
  expect(around.unread.join('\n')).toContain('could not be read');
  expect(around.unread.join('\n')).toContain('is not known in full');
  expect(around).not.toHaveProperty('brokenBy');
});

test('an activity log that may not be read is no quiet one', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  const denied = { kind: 'status', status: 403, code: 'AuthorizationFailed', times: 2 } as const;
  azure.faults.add({ match: { path: '/eventtypes/' }, ...denied });
  const [found] = await look({ around: true });
  const { unread } = aroundOf(found, 'system:serviceaccount:ci:deployer');
  expect(unread.join('\n')).toContain('What changed in Azure');
});

test('nobody is followed up where nobody was refused, and nothing more is asked', async () => {
  const { look, asked } = await lookingAt(['aks-prod-weu']);
  await look({
    around: true,
    window: {
      from: new Date(now.getTime() - 500 * hour),
      to: new Date(now.getTime() - 499 * hour),
    },
  });
  expect(asked).toHaveLength(2);
});
