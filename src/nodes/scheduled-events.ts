/** What Azure has scheduled for the machine below a node. https://learn.microsoft.com/azure/virtual-machines/linux/scheduled-events */
import type { KubernetesObject } from '../kubernetes/objects.ts';
import type { NodeLine } from './types.ts';

/** Reasons of events, and what each of them means to happen. */
const meanings: Record<string, string> = {
  VMEventScheduled: 'something',
  FreezeScheduled: 'a pause of some seconds',
  RebootScheduled: 'a reboot',
  RedeployScheduled: 'a move to another host',
  PreemptScheduled: 'the end of a spot machine',
  TerminateScheduled: 'a deletion',
};

export const scheduledReasons = Object.keys(meanings);

/** "a reboot"; undefined where the word is no such reason. */
export function scheduledMeaning(reason: string): string | undefined {
  return Object.hasOwn(meanings, reason) ? meanings[reason] : undefined;
}

/** A row of queries/scheduled-events.kql. Times are ISO 8601. */
export interface ScheduledRow {
  Node: string;
  Reason: string;
  FirstSeen: string | null;
  LastSeen: string;
  Message: string;
}

/** Nothing is said when an event was called off: what was not repeated for so long is over. */
const believedMs = 24 * 3_600_000;

/**
 * What of the events still stands for one node: not those of a machine before it, nor what its own condition denies
 * since.
 * @param object the node, where the API server could be read
 */
export function standingEvents(
  rows: readonly ScheduledRow[],
  object: KubernetesObject | undefined,
  now: Date,
): NodeLine['troubles'] {
  const born = Date.parse(object?.metadata.creationTimestamp ?? '');
  const conditions: { type?: string; status?: string; lastTransitionTime?: string }[] =
    object?.status?.conditions ?? [];
  const denial = conditions.find(
    ({ type, status }) => type === 'VMEventScheduled' && status === 'False',
  );
  const denied = Date.parse(denial?.lastTransitionTime ?? '');
  return rows
    .filter(({ LastSeen }) => {
      const at = Date.parse(LastSeen);
      return now.getTime() - at <= believedMs && !(at < born) && !(at < denied);
    })
    .map(({ Reason, FirstSeen, LastSeen, Message }) => ({
      ...{ type: Reason, since: FirstSeen ?? LastSeen, seenAt: LastSeen, message: Message },
    }));
}

/** Besides what says more, the mere word that there is something says nothing. */
export function withoutRepeats(troubles: NodeLine['troubles']): NodeLine['troubles'] {
  const isPlain = ({ type }: { type: string }) => type === 'VMEventScheduled';
  const saysMore = troubles.some((each) => !isPlain(each) && scheduledMeaning(each.type));
  const plain = troubles.find(isPlain);
  return troubles.filter((each) => !isPlain(each) || (!saysMore && each === plain));
}
