import { commands } from '../../../src/cli/index.generated.ts';
import { cell, code, page, table } from '../markdown.ts';

export async function commandLinePage(): Promise<string> {
  const sections: string[] = [];
  for (const { load } of commands) {
    const { command } = await load();
    const { name, summary, arguments: words = [], options = [], examples } = command;
    const usage = ['drawbridge', name, ...words.map(({ flags }) => flags)].join(' ');
    const rows = [
      ...words.map(({ flags, description }) => [code(flags), cell(description)]),
      ...options.map(({ flags, description, choices, default: preset }) => [
        code(flags),
        `${cell(description)}${choices ? ` (${choices.join(', ')})` : ''}${preset === undefined ? '' : `; default \`${preset}\``}`,
      ]),
    ];
    sections.push(
      [
        `## ${name}`,
        `${summary}.\n\n\`${usage}\``,
        ...(rows.length > 0 ? [table(['Word', 'What it does'], rows)] : []),
        examples.map(({ line, does }) => `- \`${line}\`: ${does}`).join('\n'),
      ].join('\n\n'),
    );
  }
  return page(
    'Command line',
    'Exit codes: 0 done, 1 findings at or above `--fail-on`, or a trail that is not as it was written, 2 wrong usage or unreadable input, 3 Azure, Slack or the database refused or could not be reached. Errors are one line on standard error; `--verbose` adds the cause. In a clone, `npx drawbridge` runs the program.',
    sections.join('\n\n'),
  );
}
