/** What a cluster serves: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api */
import { noSuchPath } from './status.ts';
import { apiVersionOf, type Json, type Resource } from './wire.ts';

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update'];

export function apiVersions(host: string): Json {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: `${host}:443` }],
  };
}

export function apiGroups(resources: Resource[]): Json {
  const names = [...new Set(resources.map(({ group }) => group))].filter(Boolean);
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: names.map((name) => groupOf(name, resources)),
  };
}

/** @throws KubeError 404 */
export function apiGroup(name: string, resources: Resource[]): Json {
  if (!resources.some(({ group }) => group === name)) throw noSuchPath();
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, resources) };
}

function groupOf(name: string, resources: Resource[]): Json {
  const served = resources.filter(({ group }) => group === name).flatMap((each) => each.versions);
  const versions = [...new Set(served)].map((version) => ({
    groupVersion: apiVersionOf(name, version),
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

/** @throws KubeError 404 */
export function apiResources(group: string, version: string, resources: Resource[]): Json {
  const served = resources.filter(
    (each) => each.group === group && each.versions.includes(version),
  );
  if (served.length === 0) throw noSuchPath();
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(group, version),
    resources: served.flatMap(({ plural, kind, namespaced }) => [
      { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs },
      ...(plural === 'pods'
        ? [
            {
              name: 'pods/eviction',
              singularName: '',
              namespaced,
              group: 'policy',
              version: 'v1',
              kind: 'Eviction',
              verbs: ['create'],
            },
          ]
        : []),
    ]),
  };
}

/** `/version` as AKS answers it. */
export function versionOf(version: string): Json {
  const [major, minor] = version.split('.');
  return {
    major,
    minor,
    gitVersion: `v${version}`,
    gitTreeState: 'clean',
    goVersion: 'go1.25.4',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
