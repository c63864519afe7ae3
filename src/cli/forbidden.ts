import type { Detection } from '../forbidden/define-detection.ts';
import type { ForbiddenReport } from '../forbidden/report.ts';
import { CliError, defineCliCommand, type Io } from './define.ts';

const formats = ['table', 'json', 'markdown'] as const;

interface Options {
  since?: string;
  from?: string[];
  format: (typeof formats)[number];
  detections?: boolean;
}

export const command = defineCliCommand({
  name: 'forbidden',
  summary: 'Say who was refused what by the API servers, from the audit log, most suspicious first',
  arguments: [
    {
      flags: '[cluster...]',
      description: 'clusters, by name or by a filter such as tag:env=prod; none means all',
    },
  ],
  options: [
    {
      flags: '--since <duration>',
      description:
        'how far back, such as 90m, 24h or 7d: from now (24h unless said), or from the newest event of the files',
    },
    {
      flags: '--from <file...>',
      description:
        'read audit events from files, one JSON a line (Kubernetes events, rows of AKSAudit or of AzureDiagnostics); opens neither database nor network',
    },
    {
      flags: '--detections',
      description:
        'look for what was let through and is worth knowing too (docs/detections.md lists what)',
    },
    {
      flags: '--format <format>',
      description: 'how to write what was found',
      choices: formats,
      default: 'table',
    },
  ],
  examples: [
    {
      line: 'drawbridge forbidden aks-prod-weu --since 6h',
      does: 'asks the workspace that the cluster logs to',
    },
    {
      line: 'drawbridge forbidden --from audit.jsonl --format json',
      does: 'the same from a file, for a program',
    },
  ],
  async run(io, { args, options }) {
    const { since, from, format, detections: wanted } = options as unknown as Options;
    const sinceMs = await msOf(since);
    const detections = wanted
      ? (await import('../forbidden/detections/index.generated.ts')).detections
      : undefined;
    const { report, exitCode } = from
      ? {
          report: await fromFiles(io, { paths: from, names: args, sinceMs, detections }),
          exitCode: 0 as const,
        }
      : await (await import('./forbidden-azure.ts')).forbiddenInAzure(io, args, {
          sinceMs,
          detections,
        });
    io.stdout(await write(io, report, format));
    return exitCode;
  },
});

async function msOf(since: string | undefined): Promise<number | undefined> {
  if (since === undefined) return undefined;
  const { duration } = await import('../config/duration.ts');
  const ms = duration(since);
  if (ms !== undefined) return ms;
  throw new CliError(`--since: "${since}" is no duration; say for instance 90m, 24h or 7d`, {
    exitCode: 2,
  });
}

async function fromFiles(
  io: Io,
  {
    paths,
    names,
    sinceMs,
    detections,
  }: {
    paths: string[];
    names: string[];
    sinceMs?: number;
    detections?: readonly Detection[];
  },
): Promise<ForbiddenReport> {
  const { resolve } = await import('node:path');
  const { clusterName, lookInFiles } = await import('../forbidden/look-in-files.ts');
  const { reportOf } = await import('../forbidden/report.ts');
  const { forbiddenConfig } = await import('./posture-input.ts');
  const config = await forbiddenConfig(io);
  const found = await lookInFiles({
    paths: paths.map((path) => resolve(io.cwd, path)),
    names,
    sinceMs,
    now: io.now(),
    config,
    detections,
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.syscall === undefined) throw cause;
    throw new CliError(`--from: ${cause.path ?? paths.join(', ')} cannot be read (${cause.code})`, {
      exitCode: 2,
      cause,
    });
  });
  const { lines, first } = found.bad;
  const notes = [...first.map(({ file, line, why }) => `${file}:${line} is left out: ${why}`)];
  if (lines > first.length) notes.push(`${lines - first.length} more lines are left out`);
  if (!found.window) {
    const { clusterNames } = found;
    if (names.length > 0 && clusterNames.length > 0)
      throw new CliError(
        `the files hold no event of "${names.join('", "')}"; they have ${clusterNames.join(', ')}`,
        { exitCode: 2 },
      );
    throw new CliError([`no audit event in ${paths.join(', ')}`, ...notes.slice(0, 1)].join('; '), {
      exitCode: 2,
    });
  }
  for (const note of notes) io.stderr(`drawbridge: ${note}\n`);
  const report = reportOf(found.looks, {
    window: found.window,
    withDetections: detections !== undefined,
    nameOf: (id) => clusterName(id) || 'unnamed',
  });
  return { ...report, partial: report.partial || lines > 0, notes: [...report.notes, ...notes] };
}

async function write(io: Io, report: ForbiddenReport, format: Options['format']): Promise<string> {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  const { forbiddenAsMarkdown, forbiddenAsText } = await import('./forbidden-text.ts');
  if (format === 'markdown') return forbiddenAsMarkdown(report);
  const columns = Number(io.env.COLUMNS);
  return forbiddenAsText(report, {
    width: columns >= 60 ? columns : 100,
    colours: io.isTTY && !io.env.NO_COLOR,
  });
}
