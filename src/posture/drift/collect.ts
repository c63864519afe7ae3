import type { ClusterRef, Snapshot } from '../../fleet/snapshot.ts';
import type { PostureConfig } from '../config.ts';
import type { Check } from '../define-check.ts';
import { columnOf, questionsOf } from './columns.ts';
import { type Column, compareClusters } from './compare.ts';
import type { DriftConfig } from './config.ts';
import type { DriftReport } from './types.ts';

export interface Collected {
  /** Takes in a cluster as it was read; one that Azure would not show at all has no answers. */
  add(snapshot: Snapshot): void;
  /** A cluster of which nothing came. */
  fail(cluster: ClusterRef, reason: string): void;
  progress(): { done: number; failed: number };
  report(): DriftReport;
}

/** Takes in one snapshot after the other, keeps only its answers, and compares them at the end. */
export function collectDrift({
  checks,
  posture,
  config,
}: {
  checks: readonly Check[];
  posture: PostureConfig;
  config: DriftConfig;
}): Collected {
  const columns: Column[] = [];
  const unread: { cluster: ClusterRef; reason: string }[] = [];
  return {
    add(snapshot) {
      const { managedCluster } = snapshot.planes;
      if (managedCluster.state === 'unreadable')
        unread.push({ cluster: snapshot.cluster, reason: managedCluster.reason });
      else columns.push(columnOf(snapshot, checks, posture));
    },
    fail: (cluster, reason) => void unread.push({ cluster, reason }),
    progress: () => ({ done: columns.length + unread.length, failed: unread.length }),
    report: () =>
      compareClusters({ columns, unread, questions: questionsOf(checks, posture), config }),
  };
}
