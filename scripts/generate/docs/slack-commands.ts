import { commands } from '../../../src/slack/commands/index.generated.ts';
import type { Command, Right } from '../../../src/slack/define-command.ts';
import { usage } from '../../../src/slack/grammar/parse.ts';
import { cell, code, page, table } from '../markdown.ts';

const rights: Record<NonNullable<Right>, string> = {
  read: 'Needs the right `read`.',
  propose: 'Needs the right `propose`.',
  approve: 'Needs the right `approve`.',
  audit: 'Needs the right `audit`.',
};

export function slackCommandsPage(): string {
  const sorted = commands.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return page(
    'Commands in Slack',
    'After the slash command (`/aks`, or what `SLACK_COMMAND` says), after a mention of the bot, which is how they work in threads, and in a direct message to it. A name that fits one cluster is enough; what is missing is asked for in a form. The rights are those of the rights file.',
    sorted.map(section).join('\n\n'),
  );
}

function section(command: Command): string {
  const words = [
    ...Object.entries(command.args).map(([name, { keyword, description, required }]) => [
      code(keyword ? `${keyword} <${name}>` : `<${name}>`),
      `${cell(description)}${required ? ' (needed)' : ''}`,
    ]),
    ...Object.entries(command.flags).map(([name, { description }]) => [
      code(`--${name}`),
      cell(description),
    ]),
  ];
  const right = command.right ? ` ${rights[command.right]}` : '';
  return [
    `## ${command.name}`,
    `${command.summary.replace(/\.?$/, '.')}${right}\n\n\`/aks ${usage(command)}\``,
    ...(words.length > 0 ? [table(['Word', 'What it is'], words)] : []),
    command.examples.map(({ line, does }) => `- \`/aks ${line}\`: ${does}`).join('\n'),
  ].join('\n\n');
}
