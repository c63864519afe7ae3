import { azureCoverage } from '../../../src/sandbox/azure/coverage.ts';
import { coverage as slackCoverage } from '../../../src/sandbox/slack/coverage.ts';
import { cell, code, page, table } from '../markdown.ts';

const kinds = {
  method: 'Web API methods',
  event: 'Events',
  interaction: 'What people do',
  transport: 'How the app is reached',
  limit: 'Limits',
} as const;

const words = { full: 'yes', partly: 'partly', no: 'no' } as const;

export function sandboxPage(): string {
  const slack = Object.entries(kinds).flatMap(([kind, title]) => {
    const rows = slackCoverage.filter((row) => row.kind === kind);
    return [
      `### ${title}`,
      table(
        ['What', 'There', 'Remarks'],
        rows.map(({ name, supported, note }) => [
          kind === 'method' || kind === 'event' ? code(name) : cell(name),
          words[supported],
          cell(note),
        ]),
      ),
    ];
  });
  const azure = [...Map.groupBy(azureCoverage, ({ area }) => area)].flatMap(([area, rows]) => [
    `### ${area}`,
    table(
      ['Request', 'What it does', 'What it lacks'],
      rows.map(({ method, path, does, lacks = '' }) => [
        code(`${method} ${path}`),
        cell(does),
        cell(lacks),
      ]),
    ),
  ]);
  return page(
    'The sandbox',
    '`npm run sandbox` starts Drawbridge against stand-ins for Slack and Azure, with a pretend fleet. They refuse what the real services refuse. These tables say how far that goes; tests hold them to the truth. Whatever is not listed is refused.',
    ['## Slack', ...slack, '## Azure', ...azure].join('\n\n'),
  );
}
