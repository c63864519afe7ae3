import type { CommandContext } from './context.ts';
import { muteInput, modal as muteModal } from './modals/mute.ts';
import { mayMute } from './mute.ts';
import { findSubject, type Muted } from './mute-subject.ts';

/** Opens the form, with what the narrowest choice would have hidden. */
export async function openMute(context: CommandContext, muted: Muted): Promise<void> {
  const { deps, answer, openModal } = context;
  const found = await findSubject(deps, muted);
  if (!found) return answer('I do not know this any more. Ask again for something fresh.');
  const refusal = await mayMute(context, found);
  if (refusal) return answer(refusal);
  const input = await muteInput(deps, { muted, found });
  if (!input) return answer('I do not know this any more. Ask again for something fresh.');
  return openModal(muteModal, input);
}
