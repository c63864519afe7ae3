/** Mutes one paragraph each. */
import type { MuteRow } from '../../store/mutes.ts';
import { actionIds } from '../action-ids.ts';
import { context, header, section, type ViewBlock } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { bold, mention, when } from '../escape.ts';
import { coverInWords } from './mute-text.ts';
import { short } from './waiver-text.ts';

const mostShown = 15;

export function muteList(
  mutes: readonly (MuteRow & { where: string })[],
  { button }: Drawing,
): ViewBlock[] {
  if (mutes.length === 0) return [section('Nothing is muted.')];
  const left = mutes.length - mostShown;
  return [
    header(`Muted (${mutes.length})`),
    ...mutes.slice(0, mostShown).map((mute) =>
      section(
        [
          `${bold(coverInWords(mute.cover).slice(0, 150))} on ${short(mute.where, 80)}, until ${when(mute.until)}`,
          `${short(mute.reason, 250)} (by ${mention(mute.createdBy)} ${when(mute.createdAt)}; not for addresses or agents that had not called by then)`,
        ].join('\n'),
        {
          accessory: button({
            ...{ action: actionIds.muteRevoke, payload: { muteId: mute.id }, text: 'Revoke' },
            label: 'End this mute now',
          }),
        },
      ),
    ),
    ...(left > 0 ? [context(`${left} more did not fit here; name a cluster.`)] : []),
  ];
}
