import type { ClusterReport } from '../types.ts';

type Unreadable = ClusterReport['unreadable'][number];

export interface UnreadForOneReason extends Pick<Unreadable, 'reason' | 'help'> {
  planes: Unreadable['plane'][];
  /** All that are unknown for it, each once. */
  checks: string[];
}

/** What could not be read, each reason once: a cluster that hides hides all that is in it. */
export function byReason({ unreadable }: Pick<ClusterReport, 'unreadable'>): UnreadForOneReason[] {
  const groups = Map.groupBy(unreadable, ({ reason, help }) => JSON.stringify([reason, help]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const checks = [...new Set(group.flatMap((each) => each.checks))];
    const planes = group.map(({ plane }) => plane);
    return [{ reason: first.reason, help: first.help, planes, checks }];
  });
}
