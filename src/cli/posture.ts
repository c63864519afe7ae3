import type { Snapshot } from '../fleet/snapshot.ts';
import { type FormatName, formatNames, formats } from '../posture/report/formats.ts';
import type { ClusterReport, Severity } from '../posture/types.ts';
import { CliError, defineCliCommand, type Io } from './define.ts';

const frameworks = ['cis', 'mcsb', 'policy'] as const;
const profiles = ['reliability'] as const;
const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

interface Options {
  all?: boolean;
  from?: string[];
  format: FormatName;
  framework?: (typeof frameworks)[number];
  severity?: Severity;
  profile?: (typeof profiles)[number];
  failOn?: Severity;
}

export const command = defineCliCommand({
  name: 'posture',
  summary: 'Judge clusters by the posture checks, in Azure or from files',
  arguments: [{ flags: '[name...]', description: 'clusters, by name, group/name or ARM id' }],
  options: [
    { flags: '--all', description: 'all clusters that the identity may see' },
    {
      flags: '--from <file...>',
      description:
        'read clusters from JSON instead of Azure: REST answers, `az aks show` output, lists of either, or templates; opens neither database nor network',
    },
    {
      flags: '--format <format>',
      description: 'how to write the report',
      choices: formatNames,
      default: 'table',
    },
    {
      flags: '--framework <framework>',
      description:
        'only checks that prove a rule of CIS AKS 1.8, the Microsoft cloud security benchmark or Azure Policy; grade, score and totals are of those',
      choices: frameworks,
    },
    {
      flags: '--profile <profile>',
      description: 'ask, and count, the checks of this profile as well',
      choices: profiles,
    },
    {
      flags: '--severity <severity>',
      description: 'leave out results of lesser severity; grade and score stay those of all',
      choices: severities,
    },
    {
      flags: '--fail-on <severity>',
      description: 'exit with 1 if a check of this severity or worse fails',
      choices: severities,
    },
  ],
  examples: [
    { line: 'drawbridge posture aks-prod-weu', does: 'reads one cluster from Azure and judges it' },
    {
      line: 'drawbridge posture --all --severity high --format markdown',
      does: 'what is critical or high in the whole fleet, for a wiki',
    },
    {
      line: 'drawbridge posture --from cluster.json --fail-on high',
      does: 'judges a file, and stops a pipeline on critical and high findings',
    },
    {
      line: 'drawbridge posture --all --framework cis --format html > cis.html',
      does: 'a report to read and print, of the rules of CIS alone',
    },
  ],
  async run(io, input) {
    const names = input.args;
    const options = input.options as unknown as Options;
    const { from, all } = options;
    if (!from && !all && names.length === 0)
      throw usage('say which clusters: their names, --all, or --from FILE');
    if (all && names.length > 0) throw usage('--all goes without names');

    const snapshots = from ? await fromFiles(io, from, names) : await fromAzure(io, names);
    const reports = await judge(io, snapshots, options);
    await write(io, reports, options);
    return exitCode(io, snapshots, reports, options);
  },
});

function usage(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}

async function fromFiles(io: Io, paths: string[], names: string[]): Promise<Snapshot[]> {
  const { snapshotsOfFiles } = await import('./posture-input.ts');
  return snapshotsOfFiles(io, paths, names);
}

async function fromAzure(io: Io, names: string[]): Promise<Snapshot[]> {
  const { snapshotsFromAzure } = await import('./posture-azure.ts');
  return snapshotsFromAzure(io, names);
}

async function judge(
  io: Io,
  snapshots: readonly Snapshot[],
  { profile, framework }: Options,
): Promise<ClusterReport[]> {
  const { checks } = await import('../posture/checks/index.generated.ts');
  const { evaluate } = await import('../posture/evaluate.ts');
  const { postureConfig } = await import('./posture-input.ts');
  const site = await postureConfig(io);
  const config = profile ? { ...site, profiles: [...site.profiles, profile] } : site;
  const reports = snapshots.map((snapshot) => evaluate(snapshot, checks, config));
  if (!framework) return reports;
  const { narrowTo } = await import('../posture/frameworks.ts');
  return reports.map((report) => narrowTo(report, checks, framework));
}

async function write(
  io: Io,
  reports: readonly ClusterReport[],
  { format, severity, framework }: Options,
): Promise<void> {
  const { checks } = await import('../posture/checks/index.generated.ts');
  const { frameworkNames } = await import('../posture/frameworks.ts');
  const toText = await formats[format]();
  const columns = Number(io.env.COLUMNS);
  io.stdout(
    toText(reports, {
      generatedAt: io.now().toISOString(),
      checks,
      severity,
      ...(framework && { framework: frameworkNames[framework] }),
      base: io.cwd,
      width: columns >= 60 ? Math.min(columns, 140) : 100,
      colours: io.isTTY && !io.env.NO_COLOR,
    }),
  );
}

/** A cluster that Azure would not show at all is no result: that is 3, whatever the others say. */
async function exitCode(
  io: Io,
  snapshots: readonly Snapshot[],
  reports: readonly ClusterReport[],
  { from, failOn }: Options,
): Promise<0 | 1 | 3> {
  const unread = snapshots.flatMap(({ cluster, planes: { managedCluster: plane } }) =>
    plane.state === 'unreadable' ? [`${cluster.name}: ${plane.reason}`] : [],
  );
  if (!from && unread.length > 0) {
    io.stderr(`drawbridge: ${unread.join('; ')}\n`);
    return 3;
  }
  if (!failOn) return 0;
  const { isAtLeast } = await import('../posture/severity.ts');
  const grave = reports
    .flatMap(({ results }) => results)
    .filter(({ severity }) => isAtLeast(severity, failOn));
  const count = (wanted: string) => grave.filter(({ outcome }) => outcome === wanted).length;
  if (count('unknown') > 0)
    io.stderr(
      `drawbridge: of severity ${failOn} or worse, ${count('unknown')} could not be judged; --fail-on looks only at what failed\n`,
    );
  return count('fail') > 0 ? 1 : 0;
}
