import { commands } from './commands/index.generated.ts';
import { usage } from './grammar/parse.ts';

export interface CommandHint {
  word: string;
  /** What follows the word; empty if nothing does. */
  usage: string;
  summary: string;
}

/** What can be typed after the slash command, for those who are still typing. */
export function commandHints(): CommandHint[] {
  return commands.map((command) => ({
    word: command.name,
    usage: usage(command).slice(command.name.length).trim(),
    summary: command.summary,
  }));
}
