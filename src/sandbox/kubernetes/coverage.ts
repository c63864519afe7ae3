/**
 * What the stand-in serves, as data: rendered into the documentation, and compared by a test with the
 * routes that are registered.
 */
export interface ServedByCluster {
  area: 'Discovery' | 'Reading' | 'Writing' | 'Sandbox';
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  path: string;
  does: string;
  /** What the real API server does and this one does not. */
  lacks?: string;
}

const bases = ['/:host/api/v1', '/:host/apis/:group/:version'];
const scopes = bases.flatMap((base) => [base, `${base}/namespaces/:namespace`]);
const cluster = '/sandbox/clusters/:name';

type Row = [method: ServedByCluster['method'], path: string, does: string, lacks?: string];

const discovery: Row[] = [
  ['GET', '/:host/version', 'the version of the control plane'],
  ['GET', '/:host/api', 'versions of the core group'],
  [
    'GET',
    '/:host/apis',
    'groups, those of the cluster’s own CRDs included',
    'aggregated discovery',
  ],
  ['GET', '/:host/apis/:group', 'one group'],
  ['GET', '/:host/api/v1', 'kinds of the core group', 'subresources other than pods/eviction'],
  ['GET', '/:host/apis/:group/:version', 'kinds of a group'],
  [
    'POST',
    '/:host/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    'whether the caller may do something',
    'paths that are no resource',
  ],
];

const reading: Row[] = scopes.flatMap((scope): Row[] => [
  [
    'GET',
    `${scope}/:resource`,
    'a list of any kind: limit and continue over one revision (410 once it is too old), label and field selectors, metadata alone',
    'watch, Table, protobuf, gzip; the resource version that is asked for is not honoured',
  ],
  ['GET', `${scope}/:resource/:name`, 'one object, or its metadata alone'],
]);

const writing: Row[] = [
  ...scopes.flatMap((scope): Row[] => [
    [
      'POST',
      `${scope}/:resource`,
      'creates; names are checked, and network policies, disruption budgets and nodes by their rules; dry run',
      'no admission, no defaults; other kinds are stored as they come',
    ],
    ['PUT', `${scope}/:resource/:name`, 'replaces; a stale resource version is refused (409)'],
    [
      'PATCH',
      `${scope}/:resource/:name`,
      'server-side apply with owners of fields (409 names each conflict), force and dry run; merge, JSON and strategic merge patches',
      'in an apply every list counts as one field; a strategic merge with lists is refused',
    ],
    [
      'DELETE',
      `${scope}/:resource/:name`,
      'deletes, with preconditions and dry run',
      'nothing that belongs to the object goes with it; no finalizers',
    ],
  ]),
  [
    'POST',
    '/:host/api/v1/namespaces/:namespace/pods/:name/eviction',
    'evicts a pod as far as its disruption budget allows (429)',
    'nothing starts the pod again elsewhere',
  ],
];

const sandbox: Row[] = [
  ['GET', '/sandbox/clusters', 'all clusters'],
  ['GET', `${cluster}/faults`, 'faults that wait'],
  [
    'POST',
    `${cluster}/faults`,
    'asks for a fault: slow, forbidden, unauthorized, expired, throttled, server-error, dropped, cut-short; for a resource, a page of a list, before or after the work',
  ],
  ['DELETE', `${cluster}/faults`, 'clears them'],
  ['GET', `${cluster}/journal`, 'every request that came'],
  ['DELETE', `${cluster}/journal`, 'forgets them'],
  ['POST', `${cluster}/withhold`, 'takes a right away, whichever role it came from'],
  ['DELETE', `${cluster}/withhold`, 'gives everything back'],
  ['POST', `${cluster}/objects`, 'adds or replaces an object, as somebody else would'],
  ['DELETE', `${cluster}/objects/:resource/:object`, 'removes one'],
];

const inArea = (area: ServedByCluster['area'], rows: Row[]): ServedByCluster[] =>
  rows.map(([method, path, does, lacks]) => ({
    area,
    method,
    path,
    does,
    ...(lacks && { lacks }),
  }));

export const kubernetesCoverage: ServedByCluster[] = [
  ...inArea('Discovery', discovery),
  ...inArea('Reading', reading),
  ...inArea('Writing', writing),
  ...inArea('Sandbox', sandbox),
];
