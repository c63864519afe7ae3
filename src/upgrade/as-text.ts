/** Upgrades of clusters for a terminal and for a wiki. */
import { sayByItself, sayDays, sayInTheWay, saySupport, supportWord } from './say.ts';
import type { FleetUpgradeReport, UpgradeReport } from './types.ts';

const columns = ['Cluster', 'Runs', 'Support', 'Left', 'Go to', 'In the way'];

export function upgradesAsText({ clusters, unread }: FleetUpgradeReport): string {
  const rows = [columns, ...clusters.map(cells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const table = rows.map((row) =>
    row
      .map((cell, at) => (at === columns.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const [only, ...others] = clusters;
  const details = only && others.length === 0 ? ['', ...sayOne(only)] : [];
  const lost = unread.map(
    ({ name, reason }) => `${plain(name)} could not be read: ${plain(reason)}`,
  );
  return `${[...table, ...details, ...lost].join('\n')}\n`;
}

export function upgradesAsMarkdown(
  { clusters, unread }: FleetUpgradeReport,
  { generatedAt }: { generatedAt: string },
): string {
  const row = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  const lines = [
    `# Upgrades of ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}, ${generatedAt}`,
    '',
    row(columns),
    `|${columns.map(() => ' --- ').join('|')}|`,
    ...clusters.map((report) => row(cells(report))),
    ...clusters.flatMap((report) => [
      '',
      `## ${escaped(report.name)}`,
      '',
      ...sayOne(report).map(escaped),
    ]),
    ...(unread.length > 0 ? ['', '## Not read', ''] : []),
    ...unread.map(({ name, reason }) => `- ${escaped(name)}: ${escaped(reason)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function cells(report: UpgradeReport): string[] {
  const { name, version, targets, isNewest } = report;
  const to = targets[0]?.version ?? (isNewest ? 'newest' : 'no way offered');
  return [name, version, supportWord(report), sayDays(report), to, sayInTheWay(report)].map(plain);
}

const marks = { blocks: 'In the way', risks: 'May go wrong', unknown: 'Not known', clear: 'Clear' };

function sayOne(report: UpgradeReport): string[] {
  const [target] = report.targets;
  return [
    `${saySupport(report)}.`,
    `${sayByItself(report)}.`,
    ...report.findings.map(
      ({ verdict, topic, message, help }) =>
        `- ${marks[verdict]}: ${topic}. ${message}${help ? ` ${help}` : ''}`,
    ),
    ...(target
      ? [`To ${target.version}:`, ...target.steps.map((step, at) => `${at + 1}. ${step}`)]
      : [report.noTarget ?? '']),
  ].map(plain);
}

/** One line, without what would steer a terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** A list stays a list; names of others bring no markup. */
function escaped(text: string): string {
  return plain(text).replaceAll(/[\\`*_<>[\]|]/g, (mark) => `\\${mark}`);
}
