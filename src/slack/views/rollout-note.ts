/** What is said in the thread of the board: an edited message wakes nobody. */
import type { Note, RolloutValue } from '../../rollout/types.ts';
import { type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { brief } from './change-text.ts';
import { rolloutTitle } from './rollout-text.ts';

const marks: Record<Note['kind'], string> = {
  asked: ':raised_hand:',
  approved: ':white_check_mark:',
  paused: ':double_vertical_bar:',
  failed: ':rotating_light:',
  done: ':white_check_mark:',
  stopped: ':no_entry:',
  rejected: ':no_entry:',
  skipped: ':fast_forward:',
  'ring-done': ':white_check_mark:',
};

interface NoteValue {
  note: Note;
  rollout: RolloutValue;
}

export const view = defineView<NoteValue>({
  name: 'rollout-note',
  load: ({ rollouts }, id) => rollouts.describeNote(id),
  render: rolloutNote,
});

export function rolloutNote({ note, rollout }: NoteValue): Rendered {
  const title = brief(rolloutTitle(rollout), 200);
  return {
    text: `${title}: ${brief(note.text, 1000)}`,
    blocks: [section(`${marks[note.kind]} *${title}*\n${brief(note.text, 2000)}`)],
  };
}
