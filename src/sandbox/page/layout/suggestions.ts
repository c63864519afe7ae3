import type { WorkspaceState } from '../../slack/protocol.ts';

/** One line of help while typing: `insert` takes the place of what was typed so far. */
export interface Suggestion {
  key: string;
  title: string;
  usage?: string;
  detail: string;
  /** Unset: nothing to complete, only help to read. */
  insert?: string;
}

/** What could come next after `text`, for commands at its start and for @ and # at its end. */
export function suggest(text: string, state: WorkspaceState): Suggestion[] {
  if (text.startsWith('/')) return suggestCommands(text, state);
  const mention = /(?:^|\s)([@#])([\w-]*)$/.exec(text);
  if (!mention) return [];
  const [, sign = '', typed = ''] = mention;
  const head = text.slice(0, text.length - typed.length - 1);
  return (sign === '@' ? mentionable(state) : channels(state))
    .filter(({ title }) => title.slice(1).toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, 8)
    .map((each) => ({ ...each, insert: `${head}${each.title} ` }));
}

function suggestCommands(text: string, state: WorkspaceState): Suggestion[] {
  const command = state.commands.find((each) => text.startsWith(`${each.command} `));
  if (!command) {
    return state.commands
      .filter((each) => each.command.startsWith(text))
      .map((each) => ({
        key: each.command,
        title: each.command,
        usage: each.usageHint,
        detail: each.description,
        insert: `${each.command} `,
      }));
  }

  const typed = text.slice(command.command.length).trimStart();
  const words = command.words ?? [];
  // A word that is complete shows what follows it; until then, all words that it could become.
  const complete = words
    .filter(({ word }) => typed.startsWith(`${word} `))
    .sort((a, b) => b.word.length - a.word.length)[0];
  const shown = complete ? [complete] : words.filter(({ word }) => word.startsWith(typed));
  if (shown.length === 0 && words.length === 0 && command.usageHint) {
    return [
      {
        key: 'usage',
        title: command.command,
        usage: command.usageHint,
        detail: command.description,
      },
    ];
  }
  return shown.map(({ word, usage, summary }) => ({
    key: word,
    title: `${command.command} ${word}`,
    usage,
    detail: summary,
    insert: complete ? undefined : `${command.command} ${word} `,
  }));
}

function mentionable(state: WorkspaceState): Suggestion[] {
  const people = state.people.map(({ id, handle, name }) => ({
    key: id,
    title: `@${handle}`,
    detail: name,
  }));
  const groups = state.groups.map(({ id, handle, name }) => ({
    key: id,
    title: `@${handle}`,
    detail: name,
  }));
  const bot = { key: state.bot.id, title: `@${state.bot.handle}`, detail: state.bot.name };
  return [bot, ...people.filter(({ key }) => key !== state.bot.id), ...groups];
}

function channels(state: WorkspaceState): Suggestion[] {
  return state.channels
    .filter(({ kind }) => kind === 'channel')
    .map(({ id, name, topic = '' }) => ({ key: id, title: `#${name}`, detail: topic }));
}
