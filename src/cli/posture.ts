import type { Snapshot } from '../fleet/snapshot.ts';
import type { Check } from '../posture/define-check.ts';
import type { FleetReport } from '../posture/fleet/report.ts';
import { type FormatName, formatNames, formats } from '../posture/report/formats.ts';
import type { ClusterReport, Severity } from '../posture/types.ts';
import { CliError, defineCliCommand, type Io } from './define.ts';

const frameworks = ['cis', 'mcsb', 'policy'] as const;
const profiles = ['reliability'] as const;
const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

interface Options {
  all?: boolean;
  from?: string[];
  manifests?: string[];
  format: FormatName;
  framework?: (typeof frameworks)[number];
  severity?: Severity;
  profile?: (typeof profiles)[number];
  failOn?: Severity;
  waivers?: string;
}

export const command = defineCliCommand({
  name: 'posture',
  summary: 'Judge clusters by the posture checks, in Azure or from files',
  arguments: [
    {
      flags: '[name...]',
      description: 'clusters, by name, group/name or ARM id, or a filter such as tag:env=prod',
    },
  ],
  options: [
    { flags: '--all', description: 'all clusters that the identity may see' },
    {
      flags: '--from <file...>',
      description:
        'read clusters from JSON instead of Azure: REST answers, `az aks show` output, lists of either, or templates; opens neither database nor network',
    },
    {
      flags: '--manifests <path...>',
      description:
        'read Kubernetes objects from YAML or JSON files, folders, or - for standard input; alone, only the checks that manifests can answer are asked; with --from, they are those of its cluster; an object that names no namespace is in default',
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
      flags: '--waivers <file>',
      description:
        'findings that are waived for a time, as reviewed YAML; without it, WAIVERS_FILE where that is set',
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
      line: 'drawbridge posture tag:env=prod',
      does: 'reads the clusters with a tag, and says which checks fail on how many of them',
    },
    {
      line: 'drawbridge posture --from cluster.json --fail-on high',
      does: 'judges a file, and stops a pipeline on critical and high findings',
    },
    {
      line: 'drawbridge posture --manifests deploy/ --fail-on high --format sarif > posture.sarif',
      does: 'judges what a pipeline is about to deploy, with file and line of each finding',
    },
    {
      line: 'helm template shop charts/shop | drawbridge posture --manifests -',
      does: 'judges what a chart would deploy',
    },
    {
      line: 'drawbridge posture --all --framework cis --format html > cis.html',
      does: 'a report to read and print, of the rules of CIS alone',
    },
  ],
  async run(io, input) {
    const names = input.args;
    const options = input.options as unknown as Options;
    const { from, all, manifests } = options;
    if (!from && !manifests && !all && names.length === 0)
      throw usage('say which clusters: their names, --all, --from FILE or --manifests PATH');
    if (all && names.length > 0) throw usage('--all goes without names');
    if (manifests && !from && (all || names.length > 0))
      throw usage(
        '--manifests goes alone or with --from FILE; clusters in Azure have their own objects',
      );

    const judge = await judgeOf(io, options);
    const reports: ClusterReport[] = [];
    const unread: string[] = [];
    const take = (snapshot: Snapshot) => {
      const { managedCluster: plane } = snapshot.planes;
      if (plane.state === 'unreadable') unread.push(`${snapshot.cluster.name}: ${plane.reason}`);
      reports.push(judge(snapshot));
    };
    const isFromFiles = from !== undefined || manifests !== undefined;
    if (isFromFiles) for (const snapshot of await fromFiles(io, names, options)) take(snapshot);
    else {
      const { readFromAzure } = await import('./posture-azure.ts');
      await readFromAzure(io, names, take, ({ name }, error) => {
        unread.push(`${name}: ${error instanceof Error ? error.message : error}`);
      });
    }
    const fleet = isFromFiles ? undefined : await fleetOf(io, names, reports);
    await write(io, reports, { ...options, fleet });
    return exitCode(io, isFromFiles ? [] : unread, reports, options);
  },
});

function usage(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}

async function fromFiles(
  io: Io,
  names: string[],
  { from, manifests }: Options,
): Promise<Snapshot[]> {
  const { snapshotsOfFiles } = await import('./posture-input.ts');
  const clusters = from && (await snapshotsOfFiles(io, from, names));
  if (!manifests) return clusters ?? [];
  const { snapshotWithManifests } = await import('./posture-manifests.ts');
  return [await snapshotWithManifests(io, manifests, clusters)];
}

/** Of manifests alone only those are asked that manifests can answer. */
async function checksFor({ from, manifests }: Options): Promise<readonly Check[]> {
  const { checks } = await import('../posture/checks/index.generated.ts');
  if (!manifests || from) return checks;
  return (await import('./posture-manifests.ts')).checksOfManifests(checks);
}

/** Where many were asked for: the worst first, and all of them together by check and by owner. */
async function fleetOf(
  io: Io,
  words: readonly string[],
  reports: ClusterReport[],
): Promise<FleetReport | undefined> {
  const { meansMany } = await import('./pick-clusters.ts');
  if (!meansMany(words)) return undefined;
  const { checks } = await import('../posture/checks/index.generated.ts');
  const { digestOf } = await import('../posture/fleet/digest.ts');
  const { ownerOf } = await import('../posture/fleet/owners.ts');
  const { fleetReport } = await import('../posture/fleet/report.ts');
  const { ownersConfig } = await import('./posture-input.ts');
  const owners = await ownersConfig(io);
  const digests = reports.map((report) => digestOf(report, null, ownerOf(owners, report.cluster)));
  const fleet = fleetReport(digests, [], checks);
  const place = new Map(fleet.clusters.map(({ id }, index) => [id, index]));
  reports.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  return fleet;
}

async function judgeOf(io: Io, options: Options): Promise<(snapshot: Snapshot) => ClusterReport> {
  const { profile, framework, waivers: file = io.env.WAIVERS_FILE?.trim() } = options;
  const checks = await checksFor(options);
  const { evaluate } = await import('../posture/evaluate.ts');
  const { postureConfig } = await import('./posture-input.ts');
  const site = await postureConfig(io);
  const config = profile ? { ...site, profiles: [...site.profiles, profile] } : site;
  const { applyWaivers } = await import('../posture/waivers/apply.ts');
  const waivers = file ? await (await import('./waivers-input.ts')).waiversOfFile(io, file) : [];
  const judge = (snapshot: Snapshot) =>
    applyWaivers(evaluate(snapshot, checks, config), waivers, io.now());
  if (!framework) return judge;
  const { narrowTo } = await import('../posture/frameworks.ts');
  return (snapshot) => narrowTo(judge(snapshot), checks, framework);
}

async function write(
  io: Io,
  reports: readonly ClusterReport[],
  { format, severity, framework, fleet }: Options & { fleet?: FleetReport },
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
      fleet,
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
  unread: readonly string[],
  reports: readonly ClusterReport[],
  { failOn }: Options,
): Promise<0 | 1 | 3> {
  if (unread.length > 0) {
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
