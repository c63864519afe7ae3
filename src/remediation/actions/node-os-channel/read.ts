import { listMaintenanceConfigurations } from '../../../azure/clusters.ts';
import { AzureError } from '../../../azure/errors.ts';
import { readWindow, sayWindow } from '../../../fleet/maintenance-window.ts';
import type { ReadClients } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';

/** When the nodes' own updates may come. https://learn.microsoft.com/azure/aks/planned-maintenance */
const nodeWindowName = 'aksManagedNodeOSUpgradeSchedule';

export type Beside =
  | { kind: 'window'; name: string; says: string }
  | { kind: 'none' }
  | { kind: 'unknown'; reason: string };

/** The maintenance window in which a channel brings its updates; why it is not known, where it cannot be read. */
export async function readWindowOf(
  { reader }: ReadClients,
  { cluster }: LiveCluster,
): Promise<Beside> {
  try {
    const all = await listMaintenanceConfigurations(reader, cluster.id);
    const found = all.find(
      ({ name }) => String(name).toLowerCase() === nodeWindowName.toLowerCase(),
    );
    if (!found) return { kind: 'none' };
    const window = readWindow(found);
    return window
      ? { kind: 'window', name: nodeWindowName, says: sayWindow(window) }
      : { kind: 'unknown', reason: `its ${nodeWindowName} is of a kind that is not known` };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return { kind: 'unknown', reason: error.message };
  }
}
