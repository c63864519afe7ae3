import { registriesApiVersion } from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

const registryId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[\p{L}\p{N}_.()-]{1,90}\/providers\/microsoft\.containerregistry\/registries\/[a-z0-9]{1,50}$/iu;

export function isRegistryId(id: string): boolean {
  return registryId.test(id);
}

/**
 * A container registry, or null where Azure says that there is none.
 * @throws AzureError, `invalid` for an id that is none.
 */
export async function readRegistry(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json | null> {
  if (!isRegistryId(id))
    throw new AzureError('invalid', `"${id.slice(0, 200)}" is not the id of a container registry`, {
      mayHaveArrived: false,
    });
  try {
    return (await reader.get(id, registriesApiVersion, options)).json;
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return null;
    throw error;
  }
}
