/** Words that the board, its notes and the list share, so that a rollout is called the same everywhere. */
import type { Member, MemberProgress, Ring, RolloutValue } from '../../rollout/types.ts';
import { when } from '../escape.ts';
import { plural } from './posture-words.ts';

/** `Kubernetes upgrade, to 1.36`, as plain text. */
export function rolloutTitle({
  actionTitle,
  params,
}: Pick<RolloutValue, 'actionTitle' | 'params'>): string {
  const said = Object.entries((params ?? {}) as Record<string, unknown>).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  return [actionTitle, ...said].join(', ');
}

/** Plain text. */
export function rolloutState(value: RolloutValue): string {
  switch (value.state) {
    case 'done':
      return 'Done';
    case 'failed':
      return 'Stopped at a failure';
    case 'rejected':
      return 'Rejected';
    case 'stopped':
      return 'Stopped';
    case 'running':
      return goingOn(value);
  }
}

function goingOn({ rings, paused, problem }: RolloutValue): string {
  if (problem) return 'Ending';
  if (paused) return 'Paused';
  const ring = rings.find(({ state }) => state !== 'done' && state !== 'ended');
  if (!ring) return 'Under way';
  switch (ring.state) {
    case 'waiting':
      return `Approval needed for ${ring.name}`;
    case 'soaking':
      return `Watching before ${ring.name}`;
    case 'running':
      return `Under way in ${ring.name}`;
    default:
      return `Planning ${ring.name}`;
  }
}

/** mrkdwn, but for the ring's name. */
export function ringState({ state, soakUntil, members }: Ring): string {
  const count = `${members.length} ${plural(members.length, 'cluster')}`;
  switch (state) {
    case 'later':
      return `comes later (${count})`;
    case 'soaking':
      return `planned after ${soakUntil ? when(soakUntil) : 'a while'} (${count})`;
    case 'planning':
      return `being planned (${count})`;
    case 'waiting':
      return `waits for approval (${count})`;
    case 'running':
      return `under way (${over(members)} of ${count})`;
    case 'done':
      return `done (${over(members)} of ${count})`;
    case 'ended':
      return `ended (${over(members)} of ${count} done)`;
  }
}

function over(members: readonly Member[]): number {
  return members.filter(({ state }) => state === 'done' || state === 'nothing').length;
}

/** Plain text, for a cell. */
export function memberState(member: Member, progress: MemberProgress | undefined): string {
  switch (member.state) {
    case 'later':
      return 'later';
    case 'held':
      return 'held up';
    case 'planning':
      return 'being planned';
    case 'planned':
      return 'planned';
    case 'running':
      return underWay(progress);
    case 'watching':
      return 'changed, being watched';
    case 'done':
      return 'done and well';
    case 'nothing':
      return 'so already';
    case 'left-out':
      return 'left out';
    case 'skipped':
      return 'skipped';
    case 'failed':
      return 'failed';
    case 'not-begun':
      return 'not begun';
  }
}

function underWay(progress: MemberProgress | undefined): string {
  if (progress?.changeState === 'outcome-unknown') return 'outcome unknown';
  if (progress?.changeState === 'approved' && progress.step === 0) return 'approved, not begun';
  if (!progress || progress.steps === 0) return 'being changed';
  return `step ${Math.min(progress.step + 1, progress.steps)} of ${progress.steps}`;
}

/** Plain text, for a cell: why, or how far, or what would be done. */
export function memberNews(member: Member, progress: MemberProgress | undefined): string {
  switch (member.state) {
    case 'running':
      return member.why ?? progress?.latest ?? '';
    case 'planned':
      return member.why ?? progress?.plan?.summary ?? '';
    default:
      return member.why ?? '';
  }
}
