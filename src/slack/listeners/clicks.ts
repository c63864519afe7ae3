import type { App } from '@slack/bolt';
import type { Person } from '../../rights/person.ts';
import { type ButtonOutcome, readButton, takeButton } from '../../store/buttons.ts';
import { linkActionId } from '../action-ids.ts';
import { commandContext } from '../command-context.ts';
import type { SlackDeps } from '../context.ts';
import { actionOf } from '../drawing.ts';
import { mention, when } from '../escape.ts';
import type { Body } from '../guard.ts';
import { publishHome } from '../home/publish.ts';
import { originOf } from '../origin.ts';
import { arrivalOf } from './arrival.ts';
import { changeForm } from './form-changes.ts';

/** Every press of every button. The payload gives nothing but an id; the row behind it says what to do. */
export function listenToClicks(app: App, deps: SlackDeps): void {
  app.action(/.*/, async (args) => {
    const element: Body = args.action;
    if (actionOf(element.action_id) === linkActionId) return;
    const id: unknown = element.selected_option?.value ?? element.value;
    if (isField(args.body, element)) return changeForm(args, deps);
    if (typeof id !== 'string' || !isOurs(args.body, element)) return;
    const { person, once } = arrivalOf(args.context);
    if (!(await once())) return;
    const { message, ...context } = clickContext(deps, args.body, person);

    const found = await readButton(deps.db, { id, now: deps.now() });
    if (found.kind !== 'found') return context.answer(whyNot(found));
    const action = deps.registry.actions.find(({ id: known }) => known === found.button.action);
    if (!action) return context.answer(whyNot({ kind: 'unknown' }));

    const { refuse, run } = action.prepare(found.button.payload, { ...context, message });
    const refusal = await refuse();
    if (refusal) return context.answer(refusal);
    if (found.button.oneShot) {
      const used = await takeButton(deps.db, { id, person, now: deps.now() });
      if (used.kind !== 'found') return context.answer(whyNot(used));
    }
    await run();
    // Nothing else draws it anew; a message is drawn by what it shows.
    if (context.origin.kind === 'home') await publishHome(deps, person);
  });
}

function clickContext(deps: SlackDeps, body: Body, person: Person) {
  const { container } = body;
  return {
    ...commandContext(deps, person, originOf(body)),
    // Messages that one person sees cannot be edited, so they count as none.
    message:
      container?.type === 'message' && !container.is_ephemeral
        ? { channel: String(container.channel_id), ts: String(container.message_ts) }
        : undefined,
  };
}

/** A field of a form: it changes nothing until the form is sent, except for what the form shows. */
function isField(body: Body, element: Body): boolean {
  return body.view?.type === 'modal' && !isOurs(body, element);
}

/** Elements of a form that carry no id of ours: they are read when the form is sent. */
function isOurs(body: Body, element: Body): boolean {
  if (body.container?.type === 'message') return true;
  return element.type === 'button' || element.type === 'overflow' || body.view?.type === 'home';
}

/** Nobody presses a button without an answer. */
function whyNot(outcome: Exclude<ButtonOutcome, { kind: 'found' }>): string {
  switch (outcome.kind) {
    case 'used-already':
      return `This was done already${outcome.by ? ` by ${mention(outcome.by)}` : ''}, ${when(outcome.at)}. It works once.`;
    case 'expired':
      return `This button stopped working ${when(outcome.at)}. Ask again for something fresh.`;
    case 'unknown':
      return 'I do not know this button (any more). Ask again for something fresh.';
  }
}
