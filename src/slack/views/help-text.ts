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

/** What belongs together, in the order in which it is needed; what is named nowhere comes last. */
const groups: readonly { title: string; names: readonly string[] }[] = [
  {
    title: 'How well clusters are protected',
    names: ['posture', 'fix', 'ip', 'waive', 'waivers', 'drift', 'rebuild', 'clusters'],
  },
  { title: 'Refused calls and alerts', names: ['forbidden', 'alerts', 'mute', 'mutes'] },
  { title: 'Nodes and upgrades', names: ['nodes', 'upgrade', 'rollout', 'rollouts'] },
  { title: 'Decisions', names: ['approvals', 'freeze', 'audit', 'can-i'] },
  { title: 'What runs by itself', names: ['schedule', 'run'] },
];

export function helpOverview({ commands, slashCommand, botUserId }: HelpValue): Rendered {
  const grouped = new Set(groups.flatMap(({ names }) => names));
  const others = commands.filter(({ name }) => !grouped.has(name)).map(({ name }) => name);
  const pieces: Piece[] = [...groups, { title: 'Drawbridge itself', names: others }].flatMap(
    ({ title, names }, index) => {
      const lines = names.flatMap((name) => {
        const found = commands.find((each) => each.name === name);
        return found ? [`• ${code(`${slashCommand} ${name}`)} ${sentence(found.summary)}`] : [];
      });
      return lines.length > 0
        ? [
            {
              importance: 50 - index,
              kind: 'group',
              blocks: [section([bold(title), ...lines].join('\n'))],
            },
          ]
        : [];
    },
  );
  const { blocks, left } = withinBudget([
    { importance: 100, blocks: [header('What you can do here')] },
    ...pieces,
    {
      importance: 90,
      blocks: [
        context(
          `${code(`${slashCommand} help forbidden`)} shows what follows a word, with examples. The same words work in threads after <@${botUserId}>, and in a direct message to me. Commands that you may not run are left out; ${code(`${slashCommand} can-i`)} says why.`,
        ),
      ],
    },
  ]);
  if (left.group) blocks.push(context('More did not fit here.'));
  return { text: `What you can do here: ${commands.map(({ name }) => name).join(', ')}`, blocks };
}

function sentence(summary: string): string {
  return escapeMrkdwn(summary.replace(/\.$/, ''));
}

export function helpFor(each: Shown, { slashCommand }: Pick<HelpValue, 'slashCommand'>): Rendered {
  const words = [
    ...Object.entries(each.args).map(([name, { description, required, keyword, placeholder }]) => ({
      name: keyword ? `${keyword} <${placeholder ?? name}>` : name,
      says: `${description}${required ? ' (a form asks for it if you leave it out)' : ''}`,
    })),
    ...Object.entries(each.flags).map(([name, { description, type, placeholder }]) => ({
      name: type === 'switch' ? `--${name}` : `--${name} <${placeholder ?? name}>`,
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
