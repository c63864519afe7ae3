import type { Person } from '../rights/person.ts';
import { answer } from './answer.ts';
import type { CommandContext, Origin, SlackDeps } from './context.ts';
import { dispatch } from './dispatch.ts';
import { show } from './show.ts';

/** The ways to answer, for one person in one place. */
export function commandContext(deps: SlackDeps, person: Person, origin: Origin): CommandContext {
  const context: CommandContext = {
    deps,
    person,
    origin,
    answer: (message) => answer(deps, { person, origin }, message),
    show: (view, valueId, state, threadTs = origin.threadTs) =>
      show(deps, { person, origin: { ...origin, threadTs } }, { view, valueId, state }),
    async openModal(modal, input) {
      const { channel, threadTs, triggerId, askedFrom } = origin;
      if (!triggerId) throw new Error('A form can be opened only right after a press.');
      const view = modal.view(input, { channel, threadTs, askedFrom });
      await deps.client.views.open({ trigger_id: triggerId, view });
    },
    runLine: (line) => dispatch(line, context),
  };
  return context;
}
