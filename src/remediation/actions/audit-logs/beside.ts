/** What has to be known beside the cluster: its diagnostic settings, the workspace, and how much is to be expected. */
import { diagnosticSettingsApiVersion, workspacesApiVersion } from '../../../azure/api-versions.ts';
import { AzureError } from '../../../azure/errors.ts';
import type { Json } from '../../../fleet/snapshot.ts';
import type { ReadClients } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import { auditIn, goesTo, settingsPath } from './diagnostic-settings.ts';
import type { Params } from './params.ts';
import { measureVolume, type Volume } from './volume.ts';

export interface Beside {
  settings: Json[];
  /** Null where there is no such workspace, or where none is needed. */
  workspace: { id: string; name: string; location: string } | null;
  volume: Volume;
}

const notAsked: Volume = { kind: 'unknown', why: '' };

/** @throws AzureError if settings or workspace cannot be read; the volume is then only not known */
export async function readBeside(
  clients: ReadClients,
  { cluster }: LiveCluster,
  params: Params,
): Promise<Beside> {
  const settings = await clients.reader.list(
    settingsPath(cluster.id),
    diagnosticSettingsApiVersion,
  );
  if (params.operation === 'take-back') return { settings, workspace: null, volume: notAsked };
  const found = await workspaceAt(clients, params.workspace);
  if (!found) return { settings, workspace: null, volume: notAsked };
  const { id, name, location } = found;
  const workspace = { id: String(id), name: String(name), location: String(location) };
  const table = params.scope === 'all' ? 'AKSAudit' : 'AKSAuditAdmin';
  // Once it is there nobody asks what it would be, and the question costs a query.
  const isThere = settings.some(
    (setting) => goesTo(setting, workspace.id) && auditIn(setting).length > 0,
  );
  const volume = isThere ? notAsked : await measureVolume(clients, found, table);
  return { settings, workspace, volume };
}

async function workspaceAt({ reader }: ReadClients, id: string): Promise<Json | null> {
  try {
    return (await reader.get(id, workspacesApiVersion)).json;
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return null;
    throw error;
  }
}
