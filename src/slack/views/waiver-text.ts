/** Words that the card, the notes, the lists and App Home share, so that a waiver is called the same everywhere. */
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { clipped } from '../blocks.ts';
import { escapeMrkdwn, mention, when } from '../escape.ts';

const stateWords: Record<WaiverValue['state'], string> = {
  waiting: 'Waiting for approval',
  active: 'Waived',
  rejected: 'Rejected',
  expired: 'Expired: nobody decided in time',
  withdrawn: 'Withdrawn',
  renewed: 'Renewed by another',
  revoked: 'Revoked',
  lapsed: 'Lapsed',
};

export function waiverState({ state }: Pick<WaiverValue, 'state'>): string {
  return stateWords[state];
}

/** `AKS-API-001 on aks-dev-weu`, as plain text. */
export function waiverTitle({
  check,
  where,
  object,
}: Pick<WaiverValue, 'check' | 'where' | 'object'>): string {
  return `${check} on ${where}${object === null ? '' : `, only ${object}`}`;
}

/** Who stands for it: "asked by …, approved by …" or the place in the file. */
export function waiverOrigin({
  requester,
  owner,
  approvedBy,
  place,
}: Pick<WaiverValue, 'requester' | 'owner' | 'approvedBy' | 'place'>): string {
  const approved =
    approvedBy.length > 0 ? `, approved by ${short(approvedBy.join(' and '), 200)}` : '';
  return requester
    ? `asked by ${mention(requester)}${approved}`
    : `owned by ${short(owner, 100)}${approved}, in ${short(place ?? 'a file', 150)}`;
}

/** When it ends, or how it ended. */
export function waiverEnd({
  state,
  until,
  endedAt,
  endedBy,
}: Pick<WaiverValue, 'state' | 'until' | 'endedAt' | 'endedBy'>): string {
  if (state === 'active' || state === 'waiting') return `until ${when(until)}`;
  if (state === 'lapsed') return `lapsed ${when(until)}`;
  if (state === 'revoked' && endedAt)
    return `revoked ${when(endedAt)}${endedBy ? ` by ${mention(endedBy)}` : ''}`;
  return '';
}

/** Somebody else's text, escaped and then at most so long: of several together, none may crowd out the rest. */
export function short(text: string, most: number): string {
  let cut = clipped(text, most);
  while (escapeMrkdwn(cut).length > most) cut = clipped(cut, Math.floor(cut.length * 0.8));
  return escapeMrkdwn(cut);
}
