import type { App } from '@slack/bolt';
import { answer } from '../answer.ts';
import type { SlackDeps } from '../context.ts';
import { explain } from '../explain.ts';
import { type Body, personOf } from '../guard.ts';
import { originOf } from '../origin.ts';

/** The one place where an error of a listener ends: the log has it all, the person gets a sentence and the trace id. */
export function listenToFailures(app: App, deps: SlackDeps): void {
  app.error(async ({ error, body }: { error: Error; body: Body }) => {
    const cause = 'original' in error && error.original ? error.original : error;
    const traceId = deps.newId().slice(0, 8);
    deps.logger.error({ err: cause, traceId }, 'a delivery from Slack could not be handled');
    const person = personOf(body);
    if (!person) return;
    const origin = originOf(body);
    try {
      await answer(deps, { person, origin }, `${explain(cause)} (trace \`${traceId}\`)`);
    } catch (second) {
      deps.logger.error({ err: second, traceId }, 'and the person could not be told');
    }
  });
}
