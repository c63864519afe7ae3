/** Mutes one paragraph each. */
import type { MuteRow } from '../../store/mutes.ts';
import { actionIds } from '../action-ids.ts';
import { context, header, section, type ViewBlock } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { mention, when } from '../escape.ts';
import { boldLine } from './bold-line.ts';
import { coverInWords } from './mute-text.ts';
import { short } from './waiver-text.ts';

const mostShown = 12;

export type ShownMute = MuteRow & { where: string };

export function muteList(mutes: readonly ShownMute[], drawing: Drawing): ViewBlock[] {
  if (mutes.length === 0) return [section('Nothing is muted where you may look.')];
  const left = mutes.length - mostShown;
  return [
    header(`Muted (${mutes.length})`),
    ...mutes.slice(0, mostShown).map((mute) => muteParagraph(mute, drawing)),
    ...(left > 0 ? [context(`${left} more did not fit here; name a cluster.`)] : []),
  ];
}

export function muteParagraph(mute: ShownMute, { overflow }: Drawing): ViewBlock {
  const { cover, where, until, reason, createdBy, createdAt, editedBy, editedAt } = mute;
  const payload = { muteId: mute.id };
  const edited = editedBy && editedAt ? `; edited by ${mention(editedBy)} ${when(editedAt)}` : '';
  return section(
    [
      `${boldLine(coverInWords(cover), 200)} on ${short(where, 80)}, until ${when(until)}`,
      `${short(reason, 250)} (by ${mention(createdBy)} ${when(createdAt)}${edited}; not for addresses or agents that had not called by then)`,
    ].join('\n'),
    {
      accessory: overflow([
        { action: actionIds.muteEdit, payload, text: 'Edit…' },
        { action: actionIds.muteRevoke, payload, text: 'Revoke' },
      ]),
    },
  );
}
