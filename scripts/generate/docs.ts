/** The reference in docs/, each page made from what is declared in the code. */

import { commands } from '../../src/cli/index.generated.ts';
import type { Setting } from '../../src/config/table.ts';
import { settingsTable } from '../../src/config/table.ts';
import { cell, page } from './markdown.ts';

function settingsPage(): string {
  const rows = Object.entries(settingsTable).map(([name, declared]) => {
    const { doc, example, requiredBy, onlyWhen, schema } = declared as Setting;
    const preset = schema.safeParse(undefined);
    const needed = requiredBy
      ? `${requiredBy.join(', ')}${onlyWhen ? ` when ${onlyWhen.setting}=${onlyWhen.is}` : ''}`
      : preset.success && preset.data !== undefined && String(preset.data) !== ''
        ? `no; \`${preset.data}\``
        : 'no';
    return `| \`${name}\` | ${cell(doc)} | ${needed} | \`${cell(example)}\` |`;
  });
  return page(
    'Settings',
    'Read from the environment. `drawbridge serve` names every missing or wrong one at once, and `drawbridge doctor` tries them.',
    ['| Setting | What it is | Needed by; default | Example |', '|---|---|---|---|', ...rows].join(
      '\n',
    ),
  );
}

async function commandLinePage(): Promise<string> {
  const sections: string[] = [];
  for (const { load } of commands) {
    const { command } = await load();
    const usage = [
      'drawbridge',
      command.name,
      ...(command.arguments ?? []).map(({ flags }) => flags),
    ];
    const options = (command.options ?? []).map(
      ({ flags, description, choices, default: preset }) =>
        `| \`${cell(flags)}\` | ${cell(description)}${choices ? ` (${choices.join(', ')})` : ''}${preset === undefined ? '' : `; default \`${preset}\``} |`,
    );
    sections.push(
      [
        `## ${command.name}`,
        `${command.summary}\n\n\`${usage.join(' ')}\``,
        ...(options.length > 0
          ? [['| Option | What it does |', '|---|---|', ...options].join('\n')]
          : []),
        command.examples.map(({ line, does }) => `- \`${line}\`: ${does}`).join('\n'),
      ].join('\n\n'),
    );
  }
  return page(
    'Command line',
    'Exit codes: 0 done, 1 findings at or above `--fail-on`, 2 wrong usage or unreadable input, 3 Azure, Slack or the database refused or could not be reached.',
    sections.join('\n\n'),
  );
}

export async function docs(): Promise<Record<string, string>> {
  return {
    'docs/settings.md': settingsPage(),
    'docs/command-line.md': await commandLinePage(),
  };
}
