/** Words that the card, the notes and App Home share, so that a change is called the same everywhere. */

import type { ChangeState, ChangeValue } from '../../remediation/types.ts';
import { clipped } from '../blocks.ts';
import { escapeMrkdwn, mention, when } from '../escape.ts';

const stateWords: Record<ChangeState, string> = {
  planning: 'Planning',
  refused: 'Not possible',
  waiting: 'Waiting for approval',
  approved: 'Approved, about to be applied',
  applying: 'Being applied',
  verifying: 'Applied, being verified',
  done: 'Done and verified',
  failed: 'Failed',
  'outcome-unknown': 'Outcome unknown: somebody has to look',
  rejected: 'Rejected',
  expired: 'Expired: nobody decided in time',
  withdrawn: 'Withdrawn',
};

export function stateInWords(value: ChangeValue): string {
  const { state, plan, approval, kind, step, rolloutId } = value;
  const held = heldInWords(value);
  if (held) return held;
  if (plan?.steps && (state === 'applying' || state === 'verifying' || step > 0))
    if (state !== 'done' && state !== 'failed' && state !== 'outcome-unknown')
      return `Step ${Math.min(step + 1, plan.steps.length)} of ${plan.steps.length}`;
  if (state === 'waiting' && rolloutId !== null) return 'Waiting for its ring';
  if (state === 'waiting' && plan && approval === null) return 'Waiting';
  if (kind === 'closing' && state === 'approved') return 'About to be closed';
  if (value.frozen && state === 'approved') return 'Approved, waiting for the end of a freeze';
  return stateWords[state];
}

/** Paused or being ended, while there is something left to hold up. */
function heldInWords({ state, paused, aborting }: ChangeValue): string | undefined {
  if (!['approved', 'applying', 'verifying'].includes(state)) return undefined;
  if (aborting) return 'Being ended';
  return paused ? 'Paused' : undefined;
}

/** "1 approval from @aks-approvers", in words that can be read aloud. */
export function approvers({
  need,
  approverGroups,
  approverUsers,
  also = null,
}: Pick<NonNullable<ChangeValue['approval']>, 'need' | 'approverGroups' | 'approverUsers'> & {
  also?: NonNullable<ChangeValue['approval']>['also'];
}): string {
  const from = peopleInWords({ groups: approverGroups, users: approverUsers });
  const both = also ? ` who are among ${peopleInWords(also)} too` : '';
  return `${need} ${need === 1 ? 'approval' : 'approvals'} from ${from ? `${from}${both}` : 'nobody: the rights file names no approvers'}`;
}

function peopleInWords({ groups, users }: { groups: string[]; users: string[] }): string {
  const handles = groups.map((group) =>
    /^S[A-Z0-9]+$/.test(group)
      ? `<!subteam^${group}>`
      : `@${escapeMrkdwn(group.replace(/^@/, ''))}`,
  );
  return [...handles, ...users.map((userId) => mention({ userId }))].join(' or ');
}

/** That it is frozen, or is applied all the same; undefined where neither is so. */
export function freezeInWords({ frozen, thawed, state }: ChangeValue): string | undefined {
  if (frozen)
    return `:snowflake: *Frozen until ${when(frozen.until)}*${frozen.by ? ` by ${mention(frozen.by)}` : ''}: ${brief(frozen.reason, 300)}. Nothing is applied before${state === 'waiting' ? '; deciding is possible' : ''}.`;
  if (thawed)
    return `:fire: *${mention(thawed.by)} lets it be applied in spite of the freeze:* ${brief(thawed.reason, 300)}`;
  return undefined;
}

export function kindInWords({ kind }: ChangeValue): string {
  return { change: 'Change', rollback: 'Roll-back', closing: 'Timed closing' }[kind];
}

/**
 * Somebody else's text, on one line, so that it cannot pass for a line of ours. Cut before it is
 * escaped: escaping makes it longer, and cutting after would break an entity.
 */
export function brief(text: string, most: number): string {
  return escapeMrkdwn(clipped(text.replaceAll(/\s+/g, ' '), most));
}
