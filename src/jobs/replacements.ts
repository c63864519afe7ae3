/** The replacement of one cluster at the version that its upgrade would go to: Bicep, and what has to move. */
import type { Plane, Snapshot } from '../fleet/snapshot.ts';
import { checks } from '../posture/checks/index.generated.ts';
import type { PostureConfig } from '../posture/config.ts';
import { rebuild } from '../posture/rebuild/rebuild.ts';
import type { Rebuild } from '../posture/rebuild/types.ts';
import { assess } from '../upgrade/assess.ts';
import { type ChecklistPart, migrationChecklist } from '../upgrade/checklist.ts';
import type { TrustingCredential } from '../upgrade/trusting.ts';

export interface Replacement {
  version: string;
  made: Rebuild;
  checklist: ChecklistPart[];
}

/** @throws CannotRebuild where too little is known of the old cluster */
export function replacementOf(
  snapshot: Snapshot,
  config: PostureConfig,
  { now, trusting }: { now: Date; trusting: Plane<TrustingCredential[]> },
): Replacement {
  const { systemNamespaces, kubernetesLifecycle: lifecycle } = config;
  const report = assess(snapshot, { now, systemNamespaces, lifecycle });
  // Nothing of the old stays in the way of a new cluster: the newest of those that are advised.
  const version = report?.targets.find(({ why }) => why !== 'newest patch')?.version;
  const { made } = rebuild(snapshot, { checks, config, ...(version && { version }) });
  const chosen = made.parameters.find(({ name }) => name === 'kubernetesVersion')?.default;
  return {
    version: version ?? String(chosen ?? report?.version ?? ''),
    made,
    checklist: migrationChecklist(snapshot, systemNamespaces, trusting),
  };
}
