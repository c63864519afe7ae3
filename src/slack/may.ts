import { type Judgement, judge } from '../rights/judge.ts';
import type { ClusterTraits } from '../rights/match.ts';
import type { Membership } from '../rights/person.ts';
import type { Verb } from '../rights/schema.ts';
import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';

type Asking = Pick<CommandContext, 'deps' | 'person' | 'origin'>;

/**
 * May this person do this, here? Null for all clusters at once.
 * @throws MembershipUnknown where Slack does not say who is in which group
 */
export async function judgeFor(
  asking: Asking,
  verb: Verb,
  cluster: ClusterTraits | null,
): Promise<Judgement> {
  const { deps, person, origin } = asking;
  const membership = await deps.membership.of(person);
  return judge(deps.rights, { person, membership, channel: channelOf(origin), verb, cluster });
}

/** The clusters for which the person may do this, in their order. */
export async function allowedAmong<C extends ClusterTraits>(
  { deps, person, origin }: Asking,
  verb: Verb,
  clusters: readonly C[],
): Promise<C[]> {
  const membership: Membership = await deps.membership.of(person);
  const asker = { person, membership, channel: channelOf(origin) };
  return clusters.filter((cluster) => judge(deps.rights, { ...asker, verb, cluster }).allowed);
}

/** The sentence for somebody who may not, or null for somebody who may. Throws as `judgeFor` does. */
export async function refusalFor(
  asking: Asking,
  verb: Verb,
  cluster: ClusterTraits,
): Promise<string | null> {
  const verdict = await judgeFor(asking, verb, cluster);
  return verdict.allowed ? null : refusalText(verdict);
}

export function refusalText(judgement: Extract<Judgement, { allowed: false }>): string {
  // Rights know channels by their ids; people know them by their names.
  return escapeMrkdwn(judgement.reason).replace(
    /\banybody in ([CG][A-Z0-9]{5,})\b/g,
    'anybody in <#$1>',
  );
}

function channelOf({ channel }: { channel?: string }): string | null {
  return channel ?? null;
}
