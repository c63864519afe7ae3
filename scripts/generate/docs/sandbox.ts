import { azureCoverage } from '../../../src/sandbox/azure/coverage.ts';
import { kubernetesCoverage } from '../../../src/sandbox/kubernetes/coverage.ts';
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
  const azure = requests(azureCoverage);
  const kubernetes = requests(kubernetesCoverage);
  return page(
    'The sandbox',
    '`npm run sandbox` starts Drawbridge against stand-ins for Slack, Azure and the API servers of clusters, with a pretend fleet. They refuse what the real services refuse. These tables say how far that goes; tests hold them to the truth. Whatever is not listed is refused.',
    ['## Slack', ...slack, '## Azure', ...azure, '## Kubernetes', ...kubernetes].join('\n\n'),
  );
}

interface Served {
  area: string;
  method: string;
  path: string;
  does: string;
  lacks?: string;
}

/** One table for each area. */
function requests(served: Served[]): string[] {
  return [...Map.groupBy(served, ({ area }) => area)].flatMap(([area, rows]) => [
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
}
