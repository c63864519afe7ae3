import { context, header, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import type { Command } from '../define-command.ts';
import { bold, code, escapeMrkdwn } from '../escape.ts';
import { usage } from '../grammar/parse.ts';

type Shown = Pick<Command, 'name' | 'summary' | 'args' | 'flags' | 'examples'>;

export interface HelpValue {
  commands: readonly Shown[];
  slashCommand: string;
  botUserId: string;
}

export function helpOverview({ commands, slashCommand, botUserId }: HelpValue): Rendered {
  const pieces: Piece[] = commands.map((each, index) => ({
    importance: 50 - index / 100,
    kind: 'command',
    blocks: [
      section(
        [
          code(`${slashCommand} ${usage(each)}`),
          escapeMrkdwn(each.summary),
          ...each.examples
            .filter(({ line }) => line !== each.name)
            .slice(0, 1)
            .map(({ line }) => `For example ${code(`${slashCommand} ${line}`)}`),
        ].join('\n'),
      ),
    ],
  }));
  const { blocks, left } = withinBudget([
    { importance: 100, blocks: [header('What you can do here')] },
    ...pieces,
    {
      importance: 90,
      blocks: [
        context(
          `The same words work in threads after <@${botUserId}>, and in a direct message to me. Commands that you may not run are left out; ${code(`${slashCommand} can-i`)} says why.`,
        ),
      ],
    },
  ]);
  if (left.command) blocks.push(context(`${left.command} more did not fit here.`));
  return { text: `What you can do here: ${commands.map(({ name }) => name).join(', ')}`, blocks };
}

export function helpFor(each: Shown, { slashCommand }: Pick<HelpValue, 'slashCommand'>): Rendered {
  const words = [
    ...Object.entries(each.args).map(([name, { description, required, keyword, placeholder }]) => ({
      name: keyword ? `${keyword} <${placeholder ?? name}>` : name,
      says: `${description}${required ? ' (a form asks for it if you leave it out)' : ''}`,
    })),
    ...Object.entries(each.flags).map(([name, { description }]) => ({
      name: `--${name}`,
      says: description,
    })),
  ];
  return {
    text: `How ${each.name} works: ${each.summary}`,
    blocks: [
      section(
        `${bold(each.name)}: ${escapeMrkdwn(each.summary)}\n${code(`${slashCommand} ${usage(each)}`)}`,
      ),
      ...(words.length > 0
        ? [
            section(
              words.map(({ name, says }) => `• ${code(name)} ${escapeMrkdwn(says)}`).join('\n'),
            ),
          ]
        : []),
      section(
        `*Examples*\n${each.examples
          .map(({ line, does }) => `${code(`${slashCommand} ${line}`)} ${escapeMrkdwn(does)}`)
          .join('\n')}`,
      ),
    ],
  };
}
