import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import { type PlaneReading, planeReadings, readWorkspaces } from './plane-readings.ts';
import type { ClusterRef, Plane, PlaneName, Planes, Snapshot } from './snapshot.ts';
import { unreadable } from './unreadable.ts';

export interface SnapshotProgress {
  done: number;
  of: number;
  /** What was just read, or why it takes long: for a person. */
  now: string;
}

export interface TakeSnapshotOptions {
  reader: AzureReader;
  cluster: ClusterRef;
  now: () => Date;
  /** Resource id (lower case) → cluster ids, from the list of the fleet. */
  kubeletIdentities?: Record<string, string[]>;
  onProgress?: (progress: SnapshotProgress) => void;
  signal?: AbortSignal;
}

/**
 * Reads everything about one cluster, all planes at once. A plane that cannot be read says why and what
 * would help; only an abort and faults of our own are thrown.
 */
export async function takeSnapshot({
  reader,
  cluster,
  now,
  kubeletIdentities,
  onProgress = () => {},
  signal,
}: TakeSnapshotOptions): Promise<Snapshot> {
  const takenAt = now().toISOString();
  const of = planeReadings.length + 1;
  let done = 0;

  async function readPlane<P extends PlaneName>({
    title,
    permission,
    read,
  }: PlaneReading<P>): Promise<Plane<Planes[P]>> {
    const onWait = (seconds: number) =>
      onProgress({ done, of, now: `waiting ${seconds} s for Azure’s rate limit: ${title}` });
    try {
      const value = await read(reader, cluster, { signal, onWait });
      return {
        state: 'read',
        value,
        source: `Azure Resource Manager, ${title}`,
        readAt: now().toISOString(),
      };
    } catch (error) {
      if (signal?.aborted || !(error instanceof AzureError)) throw error;
      return unreadable(error, { title, permission });
    } finally {
      done += 1;
      onProgress({ done, of, now: title });
    }
  }

  const entries = await Promise.all(
    planeReadings.map(async (reading) => [reading.plane, await readPlane(reading)] as const),
  );
  const read = Object.fromEntries(entries) as Omit<
    Snapshot['planes'],
    'workspaces' | 'kubeletIdentities'
  >;
  return {
    cluster,
    takenAt,
    planes: {
      ...read,
      workspaces: await workspacesPlane(),
      kubeletIdentities: kubeletIdentities
        ? { state: 'read', value: kubeletIdentities, source: 'list of the fleet', readAt: takenAt }
        : {
            state: 'unreadable',
            code: 'not-configured',
            reason: 'the list of the fleet was not looked at',
          },
    },
  };

  async function workspacesPlane(): Promise<Snapshot['planes']['workspaces']> {
    const settings = read.diagnosticSettings;
    if (settings.state === 'read') return readPlane(readWorkspaces(settings.value));
    done += 1;
    onProgress({ done, of, now: 'Log Analytics workspaces' });
    return {
      ...settings,
      reason: `the diagnostic settings, which name the workspaces, could not be read: ${settings.reason}`,
    };
  }
}
