import type { AzureReader } from '../azure/reader.ts';
import type { Plane, Snapshot } from '../fleet/snapshot.ts';
import type { FleetUpgradeReport } from '../upgrade/types.ts';
import { CliError, defineCliCommand, type Io } from './define.ts';

const formats = ['table', 'json', 'markdown'] as const;

interface Options {
  from?: string[];
  format: (typeof formats)[number];
  replace?: boolean;
  output?: string;
}

export const command = defineCliCommand({
  name: 'upgrade',
  summary: 'Say how long versions are supported and what stands in the way of the next',
  arguments: [
    {
      flags: '[cluster...]',
      description: 'clusters, by name or by a filter such as tag:env=prod, aks-* or all',
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
      description: 'how to write it',
      choices: formats,
      default: 'table',
    },
    {
      flags: '--replace',
      description:
        'write a hardened replacement of one cluster at a newer version: Bicep to --output or standard output, what has to move beside it as FILE.md or to standard error',
    },
    { flags: '--output <file>', description: 'with --replace: write the Bicep to this file' },
  ],
  examples: [
    { line: 'drawbridge upgrade all', does: 'the whole fleet, the most urgent first' },
    {
      line: 'drawbridge upgrade aks-prod-weu --format json',
      does: 'one cluster with steps and findings, for a program',
    },
    {
      line: 'drawbridge upgrade aks-dev-eus --replace --output aks-dev-eus-v2.bicep',
      does: 'writes a replacement, and aks-dev-eus-v2.bicep.md with what has to move',
    },
  ],
  async run(io, input) {
    const words = input.args;
    const { from, format, replace, output } = input.options as unknown as Options;
    if (!from && words.length === 0)
      throw new CliError('say which clusters: names, tag:env=prod, all, or --from FILE', {
        exitCode: 2,
      });
    if (output !== undefined && !replace)
      throw new CliError('--output is for --replace; everything else goes to standard output', {
        exitCode: 2,
      });
    if (replace) return writeReplacement(io, words, { from, output });
    const report = await lookAt(io, words, from);
    io.stdout(await write(io, report, format));
    if (from || report.unread.length === 0) return 0;
    const lost = report.unread.map(({ name, reason }) => `${name}: ${reason}`);
    io.stderr(`drawbridge: ${lost.join('; ')}\n`);
    return 3;
  },
});

async function lookAt(io: Io, words: string[], from?: string[]): Promise<FleetUpgradeReport> {
  const { assess } = await import('../upgrade/assess.ts');
  const { readBeside } = await import('../upgrade/look.ts');
  const { byUrgency } = await import('../upgrade/urgency.ts');
  const { postureConfig } = await import('./posture-input.ts');
  const { systemNamespaces, kubernetesLifecycle: lifecycle } = await postureConfig(io);
  const report: FleetUpgradeReport = { clusters: [], unread: [] };
  await eachSnapshot(io, words, from, async (snapshot, reader) => {
    const { cluster, planes } = snapshot;
    const { id, name } = cluster;
    const beside = reader && (await readBeside(reader, snapshot, io.now()));
    const found = assess(snapshot, { now: io.now(), systemNamespaces, lifecycle, ...beside });
    if (found) report.clusters.push(found);
    else if (planes.managedCluster.state === 'unreadable')
      report.unread.push({ id, name, reason: planes.managedCluster.reason });
  });
  report.clusters.sort(byUrgency);
  return report;
}

async function eachSnapshot(
  io: Io,
  words: string[],
  from: string[] | undefined,
  take: (snapshot: Snapshot, reader?: AzureReader) => void | Promise<void>,
): Promise<void> {
  if (from) {
    const { snapshotsOfFiles } = await import('./posture-input.ts');
    for (const snapshot of await snapshotsOfFiles(io, from, words)) await take(snapshot);
    return;
  }
  const { readFromAzure } = await import('./posture-azure.ts');
  await readFromAzure(io, words, take);
}

async function write(
  io: Io,
  report: FleetUpgradeReport,
  format: Options['format'],
): Promise<string> {
  const generatedAt = io.now().toISOString();
  if (format === 'json') return `${JSON.stringify({ generatedAt, ...report }, null, 2)}\n`;
  const { upgradesAsMarkdown, upgradesAsText } = await import('../upgrade/as-text.ts');
  return format === 'markdown'
    ? upgradesAsMarkdown(report, { generatedAt })
    : upgradesAsText(report);
}

const notInFiles: Plane<never> = {
  ...{ state: 'unreadable', code: 'not-in-file' },
  reason: 'a file of clusters does not hold what other identities trust',
};

async function writeReplacement(
  io: Io,
  words: string[],
  { from, output }: Pick<Options, 'from' | 'output'>,
): Promise<0> {
  const snapshots: Snapshot[] = [];
  const readers: (AzureReader | undefined)[] = [];
  await eachSnapshot(io, words, from, (snapshot, reader) => {
    snapshots.push(snapshot);
    readers.push(reader);
  });
  const [[only], [reader]] = [snapshots, readers];
  if (!only || snapshots.length > 1)
    throw new CliError(
      `--replace is for one cluster; say one of ${snapshots.map(({ cluster }) => cluster.name).join(', ')}`,
      { exitCode: 2 },
    );
  const { postureConfig } = await import('./posture-input.ts');
  const { replacementOf } = await import('../jobs/replacements.ts');
  const { CannotRebuild } = await import('../posture/rebuild/types.ts');
  const { checklistAsMarkdown } = await import('../upgrade/checklist.ts');
  const { readTrusting } = await import('../upgrade/trusting.ts');
  const config = await postureConfig(io);
  try {
    const now = io.now();
    const trusting = reader ? await readTrusting(reader, only, { now }) : notInFiles;
    const { made, checklist, version } = replacementOf(only, config, { now, trusting });
    const { newName } = made;
    const list = checklistAsMarkdown(checklist, { name: only.cluster.name, newName, version });
    if (output === undefined) {
      io.stdout(made.bicep);
      io.stderr(list);
    } else {
      await save(io, output, made.bicep);
      await save(io, `${output}.md`, list);
      io.stderr(`drawbridge: wrote ${output} and ${output}.md\n`);
    }
    return 0;
  } catch (cause) {
    if (cause instanceof CannotRebuild)
      throw new CliError(cause.message, { exitCode: from ? 2 : 3, cause });
    throw cause;
  }
}

async function save(io: Io, output: string, text: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  await writeFile(resolve(io.cwd, output), text).catch((cause) => {
    throw new CliError(`${output} cannot be written`, { exitCode: 2, cause });
  });
}
