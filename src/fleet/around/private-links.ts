/** Registries that the nodes pull from, and the private endpoints by which services are reached. */
import { planeReading } from '../plane-reading.ts';
import { rowsOf } from './rows-of.ts';

const privateEndpointsQuery = `resources
| where type =~ 'microsoft.network/privateendpoints'
| project id, name, subnet = tostring(properties.subnet.id),
    connections = properties.privateLinkServiceConnections,
    manualConnections = properties.manualPrivateLinkServiceConnections
| order by id asc`;

const registryRolesQuery = `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| where tostring(properties.scope) contains '/providers/microsoft.containerregistry/registries/'
| project id, name, principalId = tostring(properties.principalId),
    scope = tostring(properties.scope), roleDefinitionId = tostring(properties.roleDefinitionId)
| order by id asc`;

export const privateLinkReadings = [
  planeReading({
    plane: 'privateEndpoints',
    title: 'private endpoints',
    permission: 'Microsoft.Network/privateEndpoints/read',
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: privateEndpointsQuery,
        keep: () => true,
        cluster,
        permission: 'Microsoft.Network/privateEndpoints/read',
        options,
      }),
  }),
  planeReading({
    plane: 'registryRoleAssignments',
    title: 'role assignments on registries',
    permission: 'Microsoft.Authorization/roleAssignments/read',
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: registryRolesQuery,
        keep: () => true,
        cluster,
        permission: 'Microsoft.Authorization/roleAssignments/read',
        options,
      }),
  }),
];
