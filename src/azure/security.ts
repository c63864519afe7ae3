/** Microsoft Defender for Cloud, as far as clusters go. */
import { securityPricingsApiVersion } from './api-versions.ts';
import { parseClusterId } from './clusters.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

/** The plan Defender for Containers of a cluster's subscription. */
export async function readContainersPlan(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json> {
  const path = `/subscriptions/${parseClusterId(id).subscriptionId}/providers/Microsoft.Security/pricings/Containers`;
  return (await reader.get(path, securityPricingsApiVersion, options)).json;
}
