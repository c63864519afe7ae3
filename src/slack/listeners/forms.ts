import type { App } from '@slack/bolt';
import { commandContext } from '../command-context.ts';
import type { Origin, SlackDeps } from '../context.ts';
import type { SubmissionResult } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';
import { arrivalOf } from './arrival.ts';
import { formValues } from './form-values.ts';

/** Slack waits three seconds for the answer to a form; the rest is the way there and back. */
const answerWithinMs = 2_300;

/** Every form that is sent. */
export function listenToForms(app: App, deps: SlackDeps): void {
  app.view({ callback_id: /.*/, type: 'view_submission' }, async (args) => {
    const { person, once } = arrivalOf(args.context);
    const modal = deps.registry.modals.find(
      ({ callbackId }) => callbackId === args.view.callback_id,
    );
    if (!modal || !(await once())) return args.ack();

    const origin = (where: Pick<Origin, 'channel' | 'threadTs'>): Origin => ({
      kind: 'modal',
      ...where,
    });
    let context = commandContext(deps, person, origin({}));
    const working = modal.submit(args.view.private_metadata, (where) => {
      context = commandContext(deps, person, origin(where));
      return { ...context, values: formValues(args.view.state.values) };
    });
    const result = await Promise.race([working, after(answerWithinMs)]);
    if (result === 'too late') {
      await args.ack();
      return tell(await working, (text) => context.answer(text));
    }
    if (result.kind === 'errors') {
      return args.ack({ response_action: 'errors', errors: shortened(result.errors) });
    }
    await args.ack();
    await result.after?.();
  });
}

async function tell(
  result: SubmissionResult,
  answer: (text: string) => Promise<void>,
): Promise<void> {
  if (result.kind === 'errors') {
    await answer(
      `The form was closed before I could check it, and nothing was done: ${escapeMrkdwn(Object.values(result.errors).join(' '))}`,
    );
    return;
  }
  await result.after?.();
}

function shortened(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([block, text]) => [block, text.slice(0, 2000)]),
  );
}

function after(milliseconds: number): Promise<'too late'> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, 'too late').unref());
}
