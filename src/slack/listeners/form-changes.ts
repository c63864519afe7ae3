import { WebAPIPlatformError } from '@slack/web-api';
import { commandContext } from '../command-context.ts';
import type { SlackDeps } from '../context.ts';
import type { Body } from '../guard.ts';
import { arrivalOf } from './arrival.ts';
import { formValues } from './form-values.ts';

/** A field that somebody changed while the form is open: it may show something else for it. */
export async function changeForm(
  { body, context }: { body: Body; context: Record<string, unknown> },
  deps: SlackDeps,
): Promise<void> {
  const { view } = body;
  const { person, once } = arrivalOf(context);
  const modal = deps.registry.modals.find(({ callbackId }) => callbackId === view.callback_id);
  if (!modal || !(await once())) return;
  const changed = await modal.change(view.private_metadata, (where) => ({
    ...commandContext(deps, person, { kind: 'modal', ...where }),
    values: formValues(view.state.values),
  }));
  if (!changed) return;
  try {
    // Without its hash: of two changes in a row, the second would be refused, and it is the one that counts.
    await deps.client.views.update({ view_id: view.id, view: changed });
  } catch (error) {
    // Closed meanwhile.
    if (error instanceof WebAPIPlatformError && error.data.error === 'not_found') return;
    throw error;
  }
}
