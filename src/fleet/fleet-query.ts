/**
 * All clusters that the reading identity may see: one call for a thousand of them.
 * It is a constant: nothing that a person or Azure said is ever put into it.
 */
export const fleetQuery = `resources
| where type =~ 'microsoft.containerservice/managedclusters'
| project id, name, location, subscriptionId, tags,
    kubernetesVersion = tostring(properties.currentKubernetesVersion),
    powerState = tostring(properties.powerState.code),
    provisioningState = tostring(properties.provisioningState),
    tier = tostring(sku.tier),
    kubeletIdentity = tostring(properties.identityProfile.kubeletidentity.resourceId)
| order by id asc`;

/** One row of its answer. An absent property comes as an empty text or null. */
export interface FleetRow {
  id: string;
  name: string;
  location: string;
  subscriptionId: string;
  tags: Record<string, string> | null;
  kubernetesVersion: string | null;
  powerState: string | null;
  provisioningState: string | null;
  tier: string | null;
  kubeletIdentity: string | null;
}
