import type { Snapshot } from '../fleet/snapshot.ts';
import type { Rebuild } from '../posture/rebuild/types.ts';
import { CliError, defineCliCommand, type Io } from './define.ts';

const formats = ['bicep', 'json'] as const;

interface Options {
  from?: string[];
  output?: string;
  format: (typeof formats)[number];
}

export const command = defineCliCommand({
  name: 'rebuild',
  summary: 'Write the Bicep of a hardened replacement for a cluster, and list what it changes',
  arguments: [{ flags: '[name]', description: 'the cluster, by name, group/name or ARM id' }],
  options: [
    {
      flags: '--from <file...>',
      description:
        'read the cluster from JSON instead of Azure, as `posture --from` does; opens neither database nor network',
    },
    { flags: '--output <file>', description: 'write to this file instead of standard output' },
    {
      flags: '--format <format>',
      description: 'the Bicep alone, or as JSON with the lists of what is changed, kept and left',
      choices: formats,
      default: 'bicep',
    },
  ],
  examples: [
    {
      line: 'drawbridge rebuild aks-dev-eus --output aks-dev-eus-v2.bicep',
      does: 'reads the cluster from Azure and writes its replacement',
    },
    {
      line: 'drawbridge rebuild --from cluster.json --format json',
      does: 'the same from a file, for a program',
    },
  ],
  async run(io, input) {
    const [name] = input.args;
    const { from, output, format } = input.options as unknown as Options;
    if (!from && name === undefined)
      throw new CliError('say which cluster: its name, or --from FILE', { exitCode: 2 });
    const snapshot = await oneSnapshot(io, name, from);
    const made = await write(io, snapshot, from ? 2 : 3);
    const { changesAsText } = await import('../posture/rebuild/as-text.ts');
    const text =
      format === 'json'
        ? `${JSON.stringify({ generatedAt: io.now().toISOString(), ...made }, null, 2)}\n`
        : made.bicep;
    if (output === undefined) io.stdout(text);
    else await save(io, output, text);
    if (format === 'bicep') io.stderr(changesAsText(made));
    if (output !== undefined) io.stderr(`drawbridge: wrote ${output}\n`);
    return 0;
  },
});

async function oneSnapshot(
  io: Io,
  name: string | undefined,
  from: string[] | undefined,
): Promise<Snapshot> {
  const names = name === undefined ? [] : [name];
  const snapshots = from ? await fromFiles(io, from, names) : await fromAzure(io, names);
  const [only] = snapshots;
  if (only && snapshots.length === 1) return only;
  const known = snapshots.map(({ cluster }) => cluster.name).join(', ');
  throw new CliError(`there are ${snapshots.length} clusters; say one of ${known}`, {
    exitCode: 2,
  });
}

async function fromFiles(io: Io, paths: string[], names: string[]): Promise<Snapshot[]> {
  const { snapshotsOfFiles } = await import('./posture-input.ts');
  return snapshotsOfFiles(io, paths, names);
}

async function fromAzure(io: Io, names: string[]): Promise<Snapshot[]> {
  const { readFromAzure } = await import('./posture-azure.ts');
  const snapshots: Snapshot[] = [];
  await readFromAzure(io, names, (snapshot) => void snapshots.push(snapshot));
  return snapshots;
}

async function write(io: Io, snapshot: Snapshot, exitCode: 2 | 3): Promise<Rebuild> {
  const { checks } = await import('../posture/checks/index.generated.ts');
  const { postureConfig } = await import('./posture-input.ts');
  const { rebuild } = await import('../posture/rebuild/rebuild.ts');
  const { CannotRebuild } = await import('../posture/rebuild/types.ts');
  const config = await postureConfig(io);
  try {
    return rebuild(snapshot, { checks, config }).made;
  } catch (cause) {
    if (cause instanceof CannotRebuild) throw new CliError(cause.message, { exitCode, cause });
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
