/** Submitting and closing modals: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
import { SlackError } from '../errors.ts';
import type { Ground } from '../ground.ts';
import { envelopeFields, userInPayload, viewJson } from '../payloads.ts';
import type { Act, ActResult, Person } from '../protocol.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import { refusedByClient } from '../values.ts';
import { closeFrom, openModals, pushModal, updateView } from '../views.ts';
import type { StoredView } from '../workspace.ts';
import { keepValues } from './container.ts';

/** The top modal of this person, if it is the one that they mean. */
function topModal(ground: Ground, person: Person, viewId: string): StoredView | undefined {
  const top = openModals(ground, person.id).at(-1);
  return top?.id === viewId ? top : undefined;
}

function refuse(ground: Ground, view: StoredView, errors: Record<string, string>): ActResult {
  view.errors = errors;
  ground.workspace.changed();
  return { ok: false, error: 'validation_errors' };
}

/** Slack shows errors at input blocks of the view alone; anything else makes the answer worthless. */
function showErrors(ground: Ground, view: StoredView, errors: unknown): ActResult {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id);
  const entries = isObject(errors) ? Object.entries(errors) : [];
  const fits = entries.every(
    ([id, text]) => inputs.includes(id) && typeof text === 'string' && text !== '',
  );
  if (entries.length === 0 || !fits) return { ok: false, error: 'invalid_response_errors' };
  return refuse(ground, view, errors as Record<string, string>);
}

function follow(ground: Ground, person: Person, view: StoredView, answer: Fields): ActResult {
  const { response_action: action } = answer;
  if (action === 'errors') return showErrors(ground, view, answer.errors);
  if (action === 'update') updateView(ground, view, answer.view);
  else if (action === 'push') pushModal(ground, person.id, answer.view);
  else if (action === 'clear') closeFrom(ground, person.id, 0);
  else if (action === undefined)
    closeFrom(ground, person.id, openModals(ground, person.id).indexOf(view));
  else return { ok: false, error: 'invalid_response_action' };
  return { ok: true };
}

/** Shows that the submission came to nothing; the modal stays, as it does in Slack. */
function failed(ground: Ground, view: StoredView, error: string, detail?: unknown): ActResult {
  ground.journal.add({ kind: 'act', name: 'submit', error, viewId: view.id, detail });
  ground.workspace.changed();
  return { ok: false, error };
}

/** A person presses the submit button of their top modal. */
export async function submit(
  ground: Ground,
  person: Person,
  { viewId, values }: Extract<Act, { do: 'submit' }>,
): Promise<ActResult> {
  const view = topModal(ground, person, viewId);
  if (!view) return { ok: false, error: 'view_not_found' };
  if (!view.submit && view.blocks.every(({ type }) => type !== 'input'))
    return { ok: false, error: 'view_without_submit' };
  keepValues({ kind: 'view', view }, values);
  const wrong = refusedByClient(view.blocks, view.values);
  if (Object.keys(wrong).length > 0) return refuse(ground, view, wrong);
  view.errors = undefined;
  const payload = {
    type: 'view_submission',
    ...envelopeFields(ground),
    user: userInPayload(person),
    trigger_id: ground.triggers.create(person.id),
    view: viewJson(ground, view),
    response_urls: [],
  };
  const outcome = await ground.delivery.deliver({
    kind: 'interactive',
    name: 'view_submission',
    payload,
  });
  if (!outcome.ok) return failed(ground, view, outcome.error);
  try {
    const answer = isObject(outcome.response) ? outcome.response : {};
    const result = follow(ground, person, view, answer);
    if (result.ok || result.error === 'validation_errors') return result;
    return failed(ground, view, result.error ?? 'invalid_response', answer);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return failed(ground, view, `invalid_response_action: ${error.code}`, error.details);
  }
}

/** A person closes their top modal. */
export async function close(
  ground: Ground,
  person: Person,
  { viewId }: Extract<Act, { do: 'close' }>,
): Promise<ActResult> {
  const view = topModal(ground, person, viewId);
  if (!view) return { ok: false, error: 'view_not_found' };
  const payload = {
    type: 'view_closed',
    ...envelopeFields(ground),
    user: userInPayload(person),
    view: viewJson(ground, view),
    is_cleared: view.clearOnClose,
  };
  closeFrom(ground, person.id, view.clearOnClose ? 0 : openModals(ground, person.id).indexOf(view));
  if (!view.notifyOnClose) return { ok: true };
  const outcome = await ground.delivery.deliver({
    kind: 'interactive',
    name: 'view_closed',
    payload,
  });
  return outcome.ok ? { ok: true } : { ok: false, error: outcome.error };
}
