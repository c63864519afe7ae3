import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import type { ClusterRef, PlaneName, Planes } from './snapshot.ts';

interface PlaneReadOptions extends ReadOptions {
  /** When the plane is read. */
  now: Date;
}

/**
 * How one plane of a snapshot is read from Azure.
 * @typeParam F planes that have to be read first, because they name what this one holds.
 */
export interface PlaneReading<P extends PlaneName = PlaneName, F extends PlaneName = PlaneName> {
  plane: P;
  /** What it is, for a person: in progress, evidence and reasons. */
  title: string;
  /** What the reading identity needs; Azure names it too, but not always. */
  permission: string;
  after?: readonly F[];
  read(
    reader: AzureReader,
    cluster: ClusterRef,
    options: PlaneReadOptions,
    /** The planes of `after`. */
    found: Pick<Planes, F>,
  ): Promise<Planes[P]>;
}

/** One reading among others, whatever its plane is. */
export function planeReading<P extends PlaneName, F extends PlaneName = never>(
  reading: PlaneReading<P, F>,
): PlaneReading {
  return reading as unknown as PlaneReading;
}
