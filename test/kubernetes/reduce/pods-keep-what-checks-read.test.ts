import { expect, test } from 'vitest';
import { createCollector } from '../../../src/kubernetes/reduce/index.ts';

const container = { name: 'app', image: 'shop.azurecr.io/web:1' };

function reduced(spec: object, status: object = {}) {
  const collector = createCollector();
  collector.add('Pod', 'v1', {
    metadata: { name: 'once', namespace: 'shop' },
    spec: { containers: [container], ...spec },
    status: { phase: 'Running', ...status },
  });
  return collector.planes().workloads[0];
}

const debug = { name: 'debug', image: 'busybox', securityContext: { privileged: true } };

test.each(['running', 'terminated'])('a %s container for debugging keeps its start', (state) => {
  const ephemeralContainerStatuses = [
    { name: 'debug', state: { [state]: { startedAt: '2026-11-20T08:00:00Z' } } },
  ];
  const found = reduced({ ephemeralContainers: [debug] }, { ephemeralContainerStatuses });
  expect(found?.spec.ephemeralContainers).toEqual([
    { ...debug, startedAt: '2026-11-20T08:00:00Z' },
  ]);
});

test('one that has not begun has no start', () => {
  const ephemeralContainerStatuses = [{ name: 'debug', state: { waiting: {} } }];
  const found = reduced({ ephemeralContainers: [debug] }, { ephemeralContainerStatuses });
  expect(found?.spec.ephemeralContainers).toEqual([debug]);
});

test('resources of a whole pod are kept', () => {
  const resources = { limits: { cpu: '1', memory: '1Gi' } };
  expect(reduced({ resources })?.spec.resources).toEqual(resources);
});

test.each(['kube-api-access-abcde', 'azure-identity-token'])(
  'a folder of the node is not taken for a token because it is called %s',
  (name) => {
    const volumes = [{ name, hostPath: { path: '/' } }];
    const volumeMounts = [{ name, mountPath: '/host' }];
    const found = reduced({ volumes, containers: [{ ...container, volumeMounts }] });
    expect(found?.spec.volumes).toEqual(volumes);
    expect(found?.spec.containers[0]?.volumeMounts).toEqual(volumeMounts);
  },
);

test('the token that every pod is given is left out', () => {
  const name = 'kube-api-access-abcde';
  const volumeMounts = [{ name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }];
  const found = reduced({
    volumes: [{ name, projected: { sources: [] } }],
    containers: [{ ...container, volumeMounts }],
  });
  expect(found?.spec.volumes).toBeUndefined();
  expect(found?.spec.containers).toEqual([container]);
});
