import type { DriftReport } from '../posture/drift/types.ts';
import { CliError, defineCliCommand, type Io } from './define.ts';

const formats = ['table', 'json', 'markdown'] as const;

interface Options {
  from?: string[];
  format: (typeof formats)[number];
}

export const command = defineCliCommand({
  name: 'drift',
  summary: 'Compare clusters that should be alike, setting by setting',
  arguments: [
    {
      flags: '[cluster...]',
      description: 'clusters, by name or by a filter such as tag:app=shop, aks-* or all',
    },
  ],
  options: [
    {
      flags: '--from <file...>',
      description:
        'read clusters from JSON instead of Azure, as `posture --from` does; opens neither database nor network',
    },
    {
      flags: '--format <format>',
      description: 'how to write the comparison',
      choices: formats,
      default: 'table',
    },
  ],
  examples: [
    {
      line: 'drawbridge drift tag:app=shop',
      does: 'reads the clusters of an application from Azure and says where they differ',
    },
    {
      line: 'drawbridge drift aks-prod-weu aks-prod-neu --format markdown',
      does: 'two clusters side by side, for a wiki',
    },
    {
      line: 'drawbridge drift --from dev.json prod.json --format json',
      does: 'the same from files, for a program',
    },
  ],
  async run(io, input) {
    const words = input.args;
    const { from, format } = input.options as unknown as Options;
    if (!from && words.length === 0)
      throw new CliError(
        'say which clusters: a filter such as tag:app=shop, names, or --from FILE',
        {
          exitCode: 2,
        },
      );
    const report = await compare(io, words, from);
    const { clusters, unread } = report;
    const [only] = [...clusters, ...unread];
    if (clusters.length + unread.length < 2)
      throw new CliError(
        `there is only ${only?.name ?? 'no cluster'}, and nothing to compare it with; say at least two clusters`,
        { exitCode: 2 },
      );
    io.stdout(await write(io, report, format));
    if (from || unread.length === 0) return 0;
    io.stderr(`drawbridge: ${unread.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}\n`);
    return 3;
  },
});

async function compare(io: Io, words: string[], from?: string[]): Promise<DriftReport> {
  const { checks } = await import('../posture/checks/index.generated.ts');
  const { collectDrift } = await import('../posture/drift/collect.ts');
  const { driftConfig, postureConfig, snapshotsOfFiles } = await import('./posture-input.ts');
  const posture = await postureConfig(io);
  const collected = collectDrift({ checks, posture, config: await driftConfig(io) });
  if (from) {
    for (const snapshot of await snapshotsOfFiles(io, from, words)) collected.add(snapshot);
    return collected.report();
  }
  const { readFromAzure } = await import('./posture-azure.ts');
  await readFromAzure(io, words, collected.add, (cluster, error) =>
    collected.fail(cluster, error instanceof Error ? error.message : String(error)),
  );
  return collected.report();
}

async function write(io: Io, report: DriftReport, format: Options['format']): Promise<string> {
  const generatedAt = io.now().toISOString();
  if (format === 'json') return `${JSON.stringify({ generatedAt, ...report }, null, 2)}\n`;
  if (format === 'markdown') {
    const { driftAsMarkdown } = await import('../posture/drift/as-markdown.ts');
    return driftAsMarkdown(report, { generatedAt });
  }
  const { driftAsText } = await import('../posture/drift/as-text.ts');
  const columns = Number(io.env.COLUMNS);
  return driftAsText(report, {
    width: columns >= 60 ? columns : 100,
    colours: io.isTTY && !io.env.NO_COLOR,
  });
}
