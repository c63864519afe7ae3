import type { Ground } from '../ground.ts';
import type { Act, ActResult } from '../protocol.ts';
import { act } from './block-actions.ts';
import { tellOfHome } from './events.ts';
import { close, submit } from './modals.ts';
import { options } from './options.ts';
import { say } from './say.ts';

/** Does what a person did in the page or in a test, and answers with what Slack would show them. */
export async function perform(ground: Ground, deed: Act): Promise<ActResult> {
  const person = ground.workspace.people.get(deed.as);
  if (!person || person.isBot) return { ok: false, error: 'user_not_found' };
  ground.journal.add({ kind: 'act', name: deed.do, deed });
  switch (deed.do) {
    case 'say':
      return say(ground, { person, ...deed });
    case 'act':
      return act(ground, person, deed);
    case 'submit':
      return submit(ground, person, deed);
    case 'close':
      return close(ground, person, deed);
    case 'options':
      return options(ground, person, deed);
    case 'home':
      if (person.isStranger) return { ok: false, error: 'not_installed' };
      tellOfHome(ground, person);
      return { ok: true };
    default:
      return { ok: false, error: `unknown_act: ${JSON.stringify((deed as { do?: unknown }).do)}` };
  }
}
