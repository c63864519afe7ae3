/** What has to move to a replacement, from what the old cluster really has. */

import { builtInRole } from '../azure/roles.ts';
import type { Json, Plane, Snapshot } from '../fleet/snapshot.ts';
import type { KubernetesObject, Workload } from '../kubernetes/objects.ts';
import { clusterFacts, nodesIn } from './facts.ts';
import type { TrustingCredential } from './trusting.ts';

export interface ChecklistPart {
  title: string;
  /** What to do with each of them. */
  todo: string;
  /** One line each; null where it could not be read, and then `reason` says why. */
  items: string[] | null;
  reason?: string;
}

/** @param trusting identities whose federated credentials name the cluster */
export function migrationChecklist(
  { planes }: Snapshot,
  systemNamespaces: readonly string[],
  trusting: Plane<TrustingCredential[]>,
): ChecklistPart[] {
  const own = ({ metadata }: { metadata: { namespace?: string; name: string } }) =>
    !systemNamespaces.includes(metadata.namespace ?? metadata.name);
  const document: Json = planes.managedCluster.state === 'read' ? planes.managedCluster.value : {};
  const properties = document?.properties ?? {};
  const { pools } = clusterFacts(document);
  const ranges: string[] = properties.apiServerAccessProfile?.authorizedIPRanges ?? [];
  const part = <T>(
    plane: Plane<T[]>,
    title: string,
    todo: string,
    say: (item: T) => string[],
  ): ChecklistPart =>
    plane.state === 'unreadable'
      ? { title, todo, items: null, reason: plane.reason }
      : { title, todo, items: [...new Set(plane.value.flatMap(say))].sort() };
  const inside =
    <T extends { metadata: { namespace?: string; name: string } }>(say: (item: T) => string[]) =>
    (item: T) =>
      own(item) ? say(item) : [];

  return [
    part(
      planes.namespaces,
      'Namespaces',
      'Deploy what is in them to the new cluster, from its source.',
      inside<KubernetesObject>(({ metadata }) => [metadata.name]),
    ),
    part(
      planes.workloads,
      'Data',
      'Move or restore the data behind these before traffic moves; disks stay in the old node resource group unless they are taken along.',
      inside<Workload>(dataOf),
    ),
    part(
      planes.services,
      'Addresses that the world knows',
      'Give the new load balancer the same address by a public IP of your own, or change DNS; lower the TTL days before.',
      inside<KubernetesObject>(({ metadata, spec, status }) =>
        spec?.type === 'LoadBalancer'
          ? [`${metadata.namespace}/${metadata.name}: ${addressesOf(status)}`]
          : [],
      ),
    ),
    part(
      planes.ingresses,
      'Host names',
      'Point these at the new cluster last, one by one; have their certificates issued there first.',
      inside<KubernetesObject>(({ spec }) =>
        (spec?.rules ?? []).flatMap(({ host }: Json) => (host ? [String(host)] : [])),
      ),
    ),
    part(
      planes.serviceAccounts,
      'Workload identities',
      'Each needs a federated credential for the new cluster’s OIDC issuer.',
      inside<KubernetesObject>(({ metadata }) => {
        const client = metadata.annotations?.['azure.workload.identity/client-id'];
        return client ? [`${metadata.namespace}/${metadata.name}: ${client}`] : [];
      }),
    ),
    part(
      trusting,
      'Federated credentials',
      'These identities trust the old cluster’s OIDC issuer: give each a second credential for the new one’s, and take the old away last. Application registrations in Entra ID, and identities in subscriptions that cannot be seen, may trust it too.',
      ({ identity, subject }: TrustingCredential) => [`${identity}: ${subject}`],
    ),
    part(
      planes.secretProviderClasses,
      'Secrets from vaults',
      'The new cluster’s identity needs the same rights on these vaults.',
      inside<KubernetesObject>(({ metadata, spec }) => [
        `${metadata.namespace}/${metadata.name}: ${spec?.parameters?.keyvaultName ?? spec?.provider ?? 'unknown provider'}`,
      ]),
    ),
    part(
      planes.roleAssignments,
      'Role assignments on the cluster itself',
      'They do not move: assign them on the new cluster.',
      (row: Json) => {
        const isOwn = String(row?.scope).toLowerCase() === String(document?.id).toLowerCase();
        return isOwn ? [`${row?.principalType} ${row?.principalId}: ${roleOf(row)}`] : [];
      },
    ),
    part(
      planes.identityRoles,
      'Rights of the cluster’s identities',
      'New identities need the same rights (registries, networks, DNS zones).',
      (row: Json) => {
        return [`${roleOf(row)} on ${row?.scope}`];
      },
    ),
    part(
      planes.activityLogAlerts,
      'Alerts',
      'Those that name the old cluster have to name the new one.',
      (alert: Json) => {
        const scopes: string[] = alert?.properties?.scopes ?? [];
        const names = scopes.some(
          (scope) => scope.toLowerCase() === String(document?.id).toLowerCase(),
        );
        return names ? [String(alert.name)] : [];
      },
    ),
    {
      title: 'Who reaches the API server',
      todo: 'The Bicep carries over those that are narrow enough; pipelines need the new address and credentials.',
      items: ranges,
    },
    {
      title: 'Node pools',
      todo: 'Quota has to hold both clusters for the time of the move.',
      items: pools.map((pool) => `${pool.name}: ${nodesIn(pool)}, ${pool.mode.toLowerCase()}`),
    },
    part(
      planes.podDisruptionBudgets,
      'Disruption budgets',
      'Deploy them with their workloads.',
      inside<KubernetesObject>(({ metadata }) => [`${metadata.namespace}/${metadata.name}`]),
    ),
  ];
}

function roleOf({ roleDefinitionId }: Json): string {
  const id = String(roleDefinitionId);
  return builtInRole(id) ?? `role ${id.split('/').at(-1)}`;
}

/** A stateful set keeps something, and so does whoever mounts a claim. */
function dataOf({ kind, metadata, spec }: Workload): string[] {
  const claims = (spec.volumes ?? []).flatMap((volume: Json) =>
    volume?.persistentVolumeClaim ? [String(volume.persistentVolumeClaim.claimName)] : [],
  );
  if (kind !== 'StatefulSet' && claims.length === 0) return [];
  const of = claims.length > 0 ? ` (claims ${claims.join(', ')})` : '';
  return [`${kind} ${metadata.namespace}/${metadata.name}${of}`];
}

function addressesOf(status: Json): string {
  const found = (status?.loadBalancer?.ingress ?? []).map(
    ({ ip, hostname }: Json) => ip ?? hostname,
  );
  return found.length > 0 ? found.join(', ') : 'no address yet';
}

/** As Markdown, to be ticked off. */
export function checklistAsMarkdown(
  parts: readonly ChecklistPart[],
  { name, newName, version }: { name: string; newName: string; version: string },
): string {
  const lines = parts.flatMap(({ title, todo, items, reason }) => {
    const head = ['', `## ${title}`, '', todo, ''];
    if (items === null)
      return [...head, `- [ ] Not read: ${clean(reason ?? '')}. Find out by hand.`];
    if (items.length === 0) return [...head, 'Nothing of the kind was found.'];
    return [...head, ...items.map((item) => `- [ ] ${clean(item)}`)];
  });
  return `${[`# From ${clean(name)} to ${clean(newName)}, Kubernetes ${version}`, ...lines].join('\n')}\n`;
}

/** Names are chosen by others: one line each, and no markup of theirs. */
function clean(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_<>[\]#|]/g, (mark) => `\\${mark}`);
}
