import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { OnWait } from '../azure/waiting.ts';
import type { AuditLog, ReadAuditLog } from './audit-log/types.ts';
import { type InsidePlanes, nothingReadInside, type ReadInside } from './kubernetes-planes.ts';
import type { PlaneReading } from './plane-reading.ts';
import { planeReadings } from './plane-readings.ts';
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
  /** Only these planes, and those that they stand on; all of them without it. */
  only?: readonly PlaneName[];
  /** Reads what lies in the cluster itself; without it, nothing in there is known. */
  inside?: ReadInside;
  /** Asks the audit log; without it, what is in there is not known. */
  auditLog?: ReadAuditLog;
  onProgress?: (progress: SnapshotProgress) => void;
  signal?: AbortSignal;
}

const notAskedFor: Plane<never> = {
  state: 'unreadable',
  code: 'not-configured',
  reason: 'it was not asked for',
};

/**
 * Reads everything about one cluster, planes that others name after those. A plane that cannot be read says why and what
 * would help; only an abort and faults of our own are thrown.
 */
export async function takeSnapshot({
  reader,
  cluster,
  now,
  kubeletIdentities,
  only,
  inside,
  auditLog,
  onProgress = () => {},
  signal,
}: TakeSnapshotOptions): Promise<Snapshot> {
  const takenAt = now().toISOString();
  const wanted = planeReadings.filter(({ plane }) => !only || only.includes(plane));
  const of = wanted.length + (inside ? 1 : 0) + (auditLog ? 1 : 0);
  const started = new Map<PlaneName, Promise<Plane<unknown>>>();
  const waits = new Map<string, number>();
  let done = 0;

  /** What is waited for goes before what was just read: people wonder why nothing moves. */
  function tell(title: string): void {
    const [waiting] = waits;
    const now = waiting ? `waiting ${waiting[1]} s for Azure’s rate limit: ${waiting[0]}` : title;
    onProgress({ done, of, now });
  }

  function waiting(title: string, seconds: number): void {
    waits.set(title, seconds);
    tell(title);
  }

  function plane(reading: PlaneReading): Promise<Plane<unknown>> {
    const known = started.get(reading.plane);
    if (known) return known;
    const reads = readAfterOthers(reading).finally(() => {
      done += 1;
      waits.delete(reading.title);
      tell(reading.title);
    });
    started.set(reading.plane, reads);
    return reads;
  }

  async function readAfterOthers(reading: PlaneReading): Promise<Plane<unknown>> {
    const found: Partial<Record<PlaneName, unknown>> = {};
    for (const source of planeReadings) {
      if (!reading.after?.includes(source.plane)) continue;
      const known = await plane(source);
      if (known.state === 'unreadable')
        return {
          ...known,
          reason: `the ${reading.title}: not known without the ${source.title}, and there: ${known.reason}`,
        };
      found[source.plane] = known.value;
    }
    return readNow(reading, found as Planes);
  }

  async function readNow(
    { title, permission, read }: PlaneReading,
    found: Planes,
  ): Promise<Plane<unknown>> {
    const onWait = (seconds: number) => waiting(title, seconds);
    let source = 'Azure Resource Manager';
    const onSource = (said: string) => {
      source = said;
    };
    try {
      const value = await read(reader, cluster, { signal, onWait, onSource, now: now() }, found);
      return {
        state: 'read',
        value,
        source: `${source}, ${title}`,
        readAt: now().toISOString(),
      };
    } catch (error) {
      if (signal?.aborted || !(error instanceof AzureError)) throw error;
      return unreadable(error, { title, permission });
    }
  }

  async function readInside(): Promise<InsidePlanes> {
    if (!inside)
      return nothingReadInside({
        code: 'not-configured',
        reason: 'the API server of the cluster was not asked',
      });
    const found = await started.get('managedCluster');
    const inThere =
      found?.state === 'read'
        ? await inside(cluster, found.value, { signal, onProgress: tell })
        : nothingReadInside({
            code: found?.code ?? 'error',
            reason: `what is in the cluster: not known without the cluster, and there: ${found?.reason}`,
            help: found?.help,
          });
    done += 1;
    tell('what is in the cluster');
    return inThere;
  }

  async function readAuditLog(): Promise<Plane<AuditLog>> {
    if (!auditLog)
      return { state: 'unreadable', code: 'not-configured', reason: 'the audit log was not asked' };
    const title = 'audit log';
    const plane = await askAuditLog(auditLog, (seconds) => waiting(title, seconds));
    done += 1;
    waits.delete(title);
    tell(title);
    return plane;
  }

  async function askAuditLog(ask: ReadAuditLog, onWait: OnWait): Promise<Plane<AuditLog>> {
    const found: Partial<Record<PlaneName, unknown>> = {};
    for (const name of ['diagnosticSettings', 'workspaces'] as const) {
      const known = (await started.get(name)) ?? notAskedFor;
      if (known.state === 'unreadable')
        return { ...known, reason: `the audit log: where it goes is not known: ${known.reason}` };
      found[name] = known.value;
    }
    return ask(cluster, found as Planes, { signal, onWait });
  }

  const reading = wanted.map(async (each) => [each.plane, await plane(each)] as const);
  const [entries, inThere, audited] = await Promise.all([
    Promise.all(reading),
    readInside(),
    readAuditLog(),
  ]);
  const read = Object.fromEntries([
    ...planeReadings.map(({ plane }) => [plane, notAskedFor]),
    ...entries,
  ]) as Omit<Snapshot['planes'], 'kubeletIdentities' | 'auditLog'>;
  return {
    cluster,
    takenAt,
    planes: {
      ...inThere,
      ...read,
      auditLog: audited,
      kubeletIdentities: kubeletIdentities
        ? { state: 'read', value: kubeletIdentities, source: 'list of the fleet', readAt: takenAt }
        : {
            state: 'unreadable',
            code: 'not-configured',
            reason: 'the list of the fleet was not looked at',
          },
    },
  };
}
