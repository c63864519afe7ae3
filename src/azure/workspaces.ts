import { workspacesApiVersion } from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

const workspaceId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resource[gG]roups\/[\p{L}\p{N}_.()-]{1,90}\/providers\/microsoft\.operationalinsights\/workspaces\/[a-z0-9-]{1,63}$/iu;

/**
 * A Log Analytics workspace, or null where Azure says that there is none.
 * @throws AzureError, `invalid` for an id that is none.
 */
export async function readWorkspace(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json | null> {
  try {
    return (await reader.get(checkedWorkspaceId(id), workspacesApiVersion, options)).json;
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return null;
    throw error;
  }
}

/** @throws AzureError `invalid` for an id that is none */
export function checkedWorkspaceId(id: string): string {
  if (workspaceId.test(id)) return id;
  throw new AzureError(
    'invalid',
    `"${id.slice(0, 200)}" is not the id of a Log Analytics workspace`,
    { mayHaveArrived: false },
  );
}
