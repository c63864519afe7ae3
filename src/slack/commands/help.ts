import type { CommandContext } from '../context.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { escapeMrkdwn } from '../escape.ts';
import { nearest } from '../grammar/nearest.ts';
import { allowedAmong } from '../may.ts';
import { helpFor, helpOverview } from '../views/help-text.ts';

export const command = defineCommand({
  name: 'help',
  summary: 'Says what you may do here, and how a command works.',
  args: { command: { type: 'word', description: 'a command, for its arguments and examples' } },
  examples: [
    { line: 'help', does: 'lists the commands that you may run here' },
    { line: 'help posture', does: 'explains one command' },
  ],
  right: null,
  async run({ args, ...asking }) {
    const { answer, deps } = asking;
    const { slashCommand, workspace } = deps;
    const { commands } = deps.registry;
    if (!args.command) {
      const allowed = await commandsFor(asking, commands);
      const { botUserId } = workspace;
      return answer(() => helpOverview({ commands: allowed, slashCommand, botUserId }));
    }
    const wanted = args.command.toLowerCase();
    const found = commands.find(({ name }) => name === wanted);
    if (found) return answer(() => helpFor(found, { slashCommand }));
    const meant = nearest(
      wanted,
      commands.map(({ name }) => name),
    );
    return answer(
      escapeMrkdwn(
        `I know no command “${args.command}”.${meant ? ` Did you mean “${meant}”?` : ''}`,
      ),
    );
  },
});

/** Those that the person may run on at least one cluster, here. */
async function commandsFor(
  context: CommandContext,
  commands: readonly Command[],
): Promise<Command[]> {
  const fleet = await context.deps.fleet.all();
  const may = new Map<string, boolean>();
  const allowed: Command[] = [];
  for (const each of commands) {
    if (each.right === null) {
      allowed.push(each);
      continue;
    }
    if (!may.has(each.right))
      may.set(each.right, (await allowedAmong(context, each.right, fleet)).length > 0);
    if (may.get(each.right)) allowed.push(each);
  }
  return allowed;
}
