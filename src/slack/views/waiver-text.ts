/** Words that the card, the notes, the lists and App Home share, so that a waiver is called the same everywhere. */
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { mention, when } from '../escape.ts';
import { brief } from './change-text.ts';

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
    approvedBy.length > 0 ? `, approved by ${brief(approvedBy.join(' and '), 200)}` : '';
  return requester
    ? `asked by ${mention(requester)}${approved}`
    : `owned by ${brief(owner, 100)}${approved}, in ${brief(place ?? 'a file', 150)}`;
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
