import { context, header, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import type { CommandContext } from '../context.ts';
import { type Command, defineCommand } from '../define-command.ts';
import { bold, code, escapeMrkdwn } from '../escape.ts';
import { nearest } from '../grammar/nearest.ts';
import { usage } from '../grammar/parse.ts';
import { allowedAmong } from '../may.ts';

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
    const { commands } = asking.deps.registry;
    if (!args.command) return overview(asking, await commandsFor(asking, commands));
    const wanted = args.command.toLowerCase();
    const found = commands.find(({ name }) => name === wanted);
    if (found) return explanation(asking, found);
    const meant = nearest(
      wanted,
      commands.map(({ name }) => name),
    );
    return asking.answer(
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

function overview({ answer, deps }: CommandContext, commands: Command[]): Promise<void> {
  const { slashCommand } = deps;
  return answer(() => {
    const pieces: Piece[] = commands.map((each, index) => ({
      importance: 50 - index / 100,
      kind: 'command',
      blocks: [
        section(
          [
            `${code(`${slashCommand} ${usage(each)}`)}`,
            escapeMrkdwn(each.summary),
            ...each.examples
              .slice(0, 1)
              .map(({ line }) => `For example ${code(`${slashCommand} ${line}`)}`),
          ].join('\n'),
        ),
      ],
    }));
    const { blocks } = withinBudget([
      { importance: 100, blocks: [header('What you can do here')] },
      ...pieces,
      {
        importance: 90,
        blocks: [
          context(
            `The same words work in threads after <@${deps.workspace.botUserId}>, and in a direct message to me. Commands that you may not run are left out; ${code(`${slashCommand} can-i`)} says why.`,
          ),
        ],
      },
    ]);
    return { text: `What you can do here: ${commands.map(({ name }) => name).join(', ')}`, blocks };
  });
}

function explanation({ answer, deps }: CommandContext, each: Command): Promise<void> {
  const { slashCommand } = deps;
  const words = [
    ...Object.entries(each.args).map(([name, { description, required }]) => ({
      name,
      description,
      required,
    })),
    ...Object.entries(each.flags).map(([name, { description }]) => ({
      name: `--${name}`,
      description,
      required: undefined,
    })),
  ];
  return answer(() => ({
    text: `How ${each.name} works: ${each.summary}`,
    blocks: [
      section(
        `${bold(each.name)}: ${escapeMrkdwn(each.summary)}\n${code(`${slashCommand} ${usage(each)}`)}`,
      ),
      ...(words.length > 0
        ? [
            section(
              words
                .map(
                  ({ name, description, required }) =>
                    `• ${code(name)} ${escapeMrkdwn(description)}${required ? ' (required; a form asks for it if you leave it out)' : ''}`,
                )
                .join('\n'),
            ),
          ]
        : []),
      section(
        `*Examples*\n${each.examples
          .map(({ line, does }) => `${code(`${slashCommand} ${line}`)} ${escapeMrkdwn(does)}`)
          .join('\n')}`,
      ),
    ],
  }));
}
