import type { PlaneName } from '../../fleet/snapshot.ts';
import type { Look } from '../look.ts';
import { soundObjects } from '../sound-objects.ts';
import { isUserNamespace } from '../system-namespaces.ts';
import { type Closing, closingsOf } from './closings.ts';
import { preparePolicies } from './evaluate.ts';
import { type Endpoint, exposureTo, type NamespaceExposure } from './exposure.ts';
import type { Engine, Policies } from './types.ts';

/** Planes with policies of every kind, and what they select by. */
export const policyPlanes = [
  'namespaces',
  'networkPolicies',
  'ciliumPolicies',
  'calicoPolicies',
  'adminNetworkPolicies',
] as const satisfies readonly PlaneName[];

/** Throws `NotKnown` where one of the planes could not be read. */
export function policiesOf(look: Look, engine: Engine): Policies {
  const namespaces = look.objects('namespaces').items;
  return {
    engine,
    networkPolicies: soundObjects(look, 'networkPolicies').items,
    ciliumPolicies: soundObjects(look, 'ciliumPolicies').items,
    calicoPolicies: soundObjects(look, 'calicoPolicies').items,
    adminPolicies: soundObjects(look, 'adminNetworkPolicies').items,
    // Azure NPM knows none of them; for others it depends on their version, which nobody tells.
    heedsAdminPolicies: engine === 'azure' ? 'no' : 'unclear',
    namespaceLabels: new Map(
      namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    ),
  };
}

/** Namespaces outside the system in which something runs, or would. */
export function userNamespaces(look: Look): string[] {
  const names = look.objects('workloads').items.map(({ metadata }) => metadata.namespace ?? '');
  return [...new Set(names)]
    .filter((name) => name !== '' && isUserNamespace(look, name))
    .toSorted();
}

/**
 * Which pods outside system namespaces policies leave open to these endpoints, and why, by namespace.
 * Throws `NotKnown` where pods or policies could not be read.
 */
export function exposureOf(
  look: Look,
  { endpoints, engine }: { endpoints: readonly Endpoint[]; engine: Engine },
): NamespaceExposure[] {
  return exposureTo({
    endpoints,
    pods: look.objects('pods').items,
    policies: preparePolicies(policiesOf(look, engine)),
    except: look.config.systemNamespaces,
  });
}

/**
 * What closes these endpoints in each namespace outside the system whose pods reach them, or why nothing does.
 * Throws `NotKnown` where pods or policies could not be read.
 */
export function closingsIn(
  look: Look,
  { endpoints, engine }: { endpoints: readonly Endpoint[]; engine: Engine },
): Closing[] {
  const families = look.cluster.texts('properties.networkProfile.ipFamilies').value ?? [];
  return closingsOf({
    endpoints,
    pods: look.objects('pods').items.filter(({ namespace }) => isUserNamespace(look, namespace)),
    policies: policiesOf(look, engine),
    ipv6: families.includes('IPv6'),
  });
}
