import type { App } from '@slack/bolt';
import { commandContext } from '../command-context.ts';
import type { SlackDeps } from '../context.ts';
import { dispatch } from '../dispatch.ts';
import { typedText } from '../grammar/words.ts';
import { originOf } from '../origin.ts';
import { arrivalOf } from './arrival.ts';

/** The same words after the slash command, after a mention of the bot, and in direct messages to it. */
export function listenToWords(app: App, deps: SlackDeps): void {
  app.command(deps.slashCommand, async (args) => {
    const { person, once } = arrivalOf(args.context);
    const context = commandContext(deps, person, originOf(args.body));
    await dispatch(args.command.text ?? '', context, once);
  });

  app.event('app_mention', async (args) => {
    const { person, once } = arrivalOf(args.context);
    const context = commandContext(deps, person, originOf(args.body));
    await dispatch(afterMention(args.event.text, deps.workspace.botUserId), context, once);
  });

  app.event('message', async (args) => {
    const { event } = args;
    // Only what a person writes to the bot directly; edits and messages of bots have a subtype or no user.
    if (event.channel_type !== 'im' || event.subtype !== undefined || 'bot_id' in event) return;
    const { person, once } = arrivalOf(args.context);
    const context = commandContext(deps, person, originOf(args.body));
    await dispatch(withoutSlash(typedText(event.text ?? ''), deps.slashCommand), context, once);
  });
}

/** What stands behind the mention; words before it are politeness. */
function afterMention(text: string, botUserId: string): string {
  const [, ...rest] = text.split(new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`));
  return typedText(rest.join(' ').trim());
}

function withoutSlash(text: string, slashCommand: string): string {
  return text.startsWith(`${slashCommand} `) ? text.slice(slashCommand.length + 1) : text;
}
