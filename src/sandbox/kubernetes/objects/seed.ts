/** Everything that a pretend cluster holds from the start. */
import type { PretendCluster } from '../../fleet/wire.ts';
import type { ApiServer } from '../cluster.ts';
import type { User } from '../users.ts';
import type { KubeObject } from '../wire.ts';
import { appNamespaces, appObjects } from './apps.ts';
import { boundObjects } from './bounds.ts';
import { defaultRoles } from './default-roles.ts';
import { entryObjects } from './entry.ts';
import { make, namespace, serviceAccount } from './make.ts';
import { manyPods } from './many.ts';

import { networkObjects } from './network.ts';
import { nodeObjects, restarter } from './nodes.ts';
import { registry } from './pods.ts';
import { ownedBy } from './pods-of.ts';
import { ownRoles, teamRoles } from './rbac.ts';
import { type Setting, settingOf } from './setting.ts';
import { rootCertificate, systemObjects } from './system.ts';
import { nakedPod } from './workloads.ts';

/** The cluster with very many pods. */
const crowdedName = 'aks-data-prod-neu';
interface Given {
  cluster: PretendCluster;
  now: Date;
  users: User[];
  /** How many pods the crowded cluster has. */
  crowd: number;
}

export function seedObjects({ objects, name }: ApiServer, { cluster, now, users, crowd }: Given) {
  const setting = settingOf(cluster, now);
  const all = [
    ...nodeObjects(setting),
    ...systemObjects(setting),
    ...appNamespaces(setting),
    ...boundObjects(setting),
    ...appObjects(setting),
    ...entryObjects(setting),
    ...networkObjects(setting),
    ...restarter(setting),
    ...defaultRoles(setting),
    ...teamRoles(setting),
  ];
  const crowded = name === crowdedName ? crowdOf(setting, crowd) : undefined;
  all.push(...(crowded?.also ?? []));
  all.push(...ownRoles(setting, users, namespacesOfPeople(all)));
  const isCrd = ({ kind }: KubeObject) => kind === 'CustomResourceDefinition';
  objects.add(...all.filter(isCrd));
  objects.add(...all.filter((each) => !isCrd(each)));
  if (crowded) objects.addMany('pods', crowded.block);
}

const ofTheSystem = /^(kube-|gatekeeper-system$|aks-|app-routing-system$)/;

function namespacesOfPeople(objects: KubeObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => metadata.name)
    .filter((each) => !ofTheSystem.test(each));
}

/** A batch job whose pods nobody has ever cleared away. */
function crowdOf(setting: Setting, count: number) {
  const where = 'render';
  const labels = { app: 'tile-renderer' };
  const spec = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'render',
        image: `${registry}/data/tile-renderer:5.2.0`,
        command: ['/render', '--tile'],
        env: [{ name: 'BUCKET', value: 'tiles' }],
        resources: {
          requests: { cpu: '500m', memory: '1Gi' },
          limits: { cpu: '1', memory: '2Gi' },
        },
      },
    ],
  };
  const job = make(
    setting,
    'batch/v1',
    'Job',
    { name: 'tile-renderer', namespace: where, labels, days: 21 },
    {
      spec: { parallelism: 1_000, completions: 100_000, template: { metadata: { labels }, spec } },
      status: { active: count / 5, succeeded: count - count / 5 },
    },
  );
  const template = nakedPod(setting, { name: 'tile-renderer', namespace: where, labels }, spec);
  template.metadata.ownerReferences = [ownedBy(job)];
  return {
    also: [
      namespace(setting, where),
      serviceAccount(setting, { name: 'default', namespace: where }, { automount: false }),
      rootCertificate(setting, where),
      job,
    ],
    block: manyPods(setting, { owner: job, template, count }),
  };
}
