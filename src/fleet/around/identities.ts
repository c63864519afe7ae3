/** Which roles people and the cluster’s own identities hold, and the registries that these open. */
import { listRoleAssignmentsAbove } from '../../azure/authorization.ts';
import { isRegistryId, readRegistry } from '../../azure/registries.ts';
import { builtInRole, pullingRoles } from '../../azure/roles.ts';
import { planeReading } from '../plane-reading.ts';
import type { Json } from '../snapshot.ts';
import { rowsOf } from './rows-of.ts';

/** Managed identities are service principals; people and groups are read at the cluster instead. */
const identityRolesQuery = `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| where tostring(properties.principalType) =~ 'ServicePrincipal'
| project id, name, principalId = tostring(properties.principalId),
    principalType = tostring(properties.principalType),
    scope = tostring(properties.scope), roleDefinitionId = tostring(properties.roleDefinitionId)
| order by id asc`;

const registriesQuery = `resources
| where type =~ 'microsoft.containerregistry/registries'
| project id, name, type, location, sku, properties
| order by id asc`;

const rolesRead = 'Microsoft.Authorization/roleAssignments/read';
const registriesRead = 'Microsoft.ContainerRegistry/registries/read';

/** Object ids, in lower case, under which the cluster and its kubelets act in Azure. */
function principalsOf({ identity, properties }: Json): string[] {
  const own: Json[] = Object.values(identity?.userAssignedIdentities ?? {});
  return [
    identity?.principalId,
    ...own.map((each) => each?.principalId),
    properties?.identityProfile?.kubeletidentity?.objectId,
  ].flatMap((id) => (typeof id === 'string' ? [id.toLowerCase()] : []));
}

/** An assignment as Resource Manager answers it, in the columns of Resource Graph. */
function asRow({ id, name, properties }: Json): Json {
  const { principalId, principalType, scope, roleDefinitionId } = properties ?? {};
  return { id, name, principalId, principalType, scope, roleDefinitionId };
}

/** Does a role at this scope reach the resource? Which groups a subscription is under is not known, so all do. */
function reaches(scope: string, id: string): boolean {
  const [outer, inner] = [scope, id].map((text) => text.toLowerCase().replace(/\/+$/, ''));
  return (
    outer === '' ||
    outer?.startsWith('/providers/microsoft.management/managementgroups/') === true ||
    outer === inner ||
    inner?.startsWith(`${outer}/`) === true
  );
}

export const identityReadings = [
  planeReading({
    plane: 'roleAssignments',
    title: 'role assignments above the cluster',
    permission: rolesRead,
    read: async (reader, { id }, options) =>
      (await listRoleAssignmentsAbove(reader, id, options)).map(asRow),
  }),
  planeReading({
    plane: 'identityRoles',
    title: 'roles of the cluster’s identities',
    permission: rolesRead,
    after: ['managedCluster'],
    read(reader, cluster, options, { managedCluster }) {
      const own = new Set(principalsOf(managedCluster));
      return rowsOf({
        reader,
        query: identityRolesQuery,
        keep: ({ principalId }) => own.has(String(principalId).toLowerCase()),
        cluster,
        permission: rolesRead,
        options,
      });
    },
  }),
  planeReading({
    plane: 'containerRegistries',
    title: 'registries from which nodes may pull',
    permission: registriesRead,
    after: ['managedCluster', 'identityRoles'],
    async read(reader, cluster, options, { managedCluster, identityRoles }) {
      const kubelet = managedCluster?.properties?.identityProfile?.kubeletidentity?.objectId;
      const scopes = identityRoles
        .filter(({ principalId, roleDefinitionId }) => {
          const role = builtInRole(String(roleDefinitionId));
          const isOwn = String(principalId).toLowerCase() === String(kubelet).toLowerCase();
          return isOwn && role !== undefined && pullingRoles.includes(role);
        })
        .map(({ scope }) => String(scope));
      if (scopes.length === 0) return [];
      const shown = await rowsOf({
        reader,
        query: registriesQuery,
        keep: ({ id }) => scopes.some((scope) => reaches(scope, String(id))),
        cluster,
        permission: registriesRead,
        options,
      });
      // A registry that a role names and Resource Graph does not show is asked for itself: gone, or hidden?
      const known = new Set(shown.map(({ id }) => String(id).toLowerCase()));
      const hidden = scopes.filter(
        (scope) => isRegistryId(scope) && !known.has(scope.toLowerCase()),
      );
      const asked = await Promise.all(hidden.map((id) => readRegistry(reader, id, options)));
      return [...shown, ...asked.filter((registry) => registry !== null)];
    },
  }),
];
