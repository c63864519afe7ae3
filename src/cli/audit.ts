import type { TrailEntry } from '../trail/entry.ts';
import type { TrailHead } from '../trail/verify.ts';
import { CliError, defineCliCommand, type ExitCode, type Io } from './define.ts';

const formats = ['table', 'json'] as const;
const usual = 20;

interface Options {
  head?: string;
  last?: string;
  cluster?: string;
  format: (typeof formats)[number];
}

export const command = defineCliCommand({
  name: 'audit',
  summary: 'Verify or list the trail of everything that was decided and done',
  arguments: [{ flags: '<what>', description: 'verify, or list' }],
  options: [
    {
      flags: '--head <head>',
      description:
        'verify: the last entry as you noted it elsewhere, NUMBER:HASH or HASH; finds a trail that was cut off or written anew',
    },
    { flags: '--last <count>', description: `list: how many entries, ${usual} if not said` },
    { flags: '--cluster <cluster>', description: 'list: only what concerns this cluster' },
    {
      flags: '--format <format>',
      description: 'how to write it',
      choices: formats,
      default: 'table',
    },
  ],
  examples: [
    {
      line: 'drawbridge audit verify',
      does: 'follows the chain from the first entry; exits with 1 at the first that is not as it was written',
    },
    {
      line: 'drawbridge audit list --last 50 --cluster aks-prod-weu',
      does: 'the last 50 entries about one cluster, the newest first',
    },
  ],
  async run(io, { args: [what], options }) {
    const { head, last, cluster, format } = options as unknown as Options;
    if (what === 'verify') {
      if (last !== undefined || cluster !== undefined)
        throw wrong('--last and --cluster belong to `drawbridge audit list`');
      return verify(io, { head: head === undefined ? undefined : readHead(head), format });
    }
    if (what !== 'list') throw wrong(`“${what}” is neither verify nor list`);
    if (head !== undefined) throw wrong('--head belongs to `drawbridge audit verify`');
    return list(io, { last: readCount(last), cluster, format });
  },
});

async function verify(
  io: Io,
  { head, format }: { head: (Partial<TrailHead> & { hash: string }) | undefined; format: string },
): Promise<ExitCode> {
  const { verifyTrail } = await import('../trail/verify.ts');
  const { findEntry } = await import('../trail/read.ts');
  const { withDatabase } = await import('./serve/with-database.ts');
  const verdict = await withDatabase(io, async (db) => {
    const seq = head && (head.seq ?? (await findEntry(db, head.hash)));
    if (head && seq === null) {
      const { entries } = await verifyTrail(db);
      const message = `No entry has the hash ${head.hash}: the trail was cut off before it, or written anew.`;
      return { ok: false as const, entries, problem: { kind: 'missing', seq: null, message } };
    }
    return verifyTrail(db, head && seq ? { head: { seq, hash: head.hash } } : {});
  });
  if (format === 'json') io.stdout(`${JSON.stringify(verdict, null, 2)}\n`);
  else if (!verdict.ok)
    io.stdout(`${verdict.problem.message}\n${verdict.entries} entries are in order.\n`);
  else if (!verdict.head) io.stdout('The trail is empty.\n');
  else {
    const { seq, hash } = verdict.head;
    io.stdout(
      `All ${verdict.entries} entries are as they were written.\nNote the last one outside the database, and verify with it next time: --head ${seq}:${hash}\n`,
    );
  }
  return verdict.ok ? 0 : 1;
}

async function list(
  io: Io,
  { last, cluster, format }: { last: number; cluster: string | undefined; format: string },
): Promise<ExitCode> {
  const { readTrail } = await import('../trail/read.ts');
  const { listClusters } = await import('../fleet/list.ts');
  const { pickClusters } = await import('./pick-clusters.ts');
  const { withDatabase } = await import('./serve/with-database.ts');
  const entries = await withDatabase(io, async (db) => {
    const clusterId = cluster && (await pickId(cluster));
    return (await readTrail(db, { last, ...(clusterId && { clusterId }) })).reverse();

    // An id names a cluster that is gone, too.
    async function pickId(word: string): Promise<string | undefined> {
      if (word.startsWith('/')) return word;
      return pickClusters(await listClusters(db), [word])[0]?.id;
    }
  });
  if (format === 'json') io.stdout(`${JSON.stringify(entries, null, 2)}\n`);
  else io.stdout(await table(entries, { colours: io.isTTY && !io.env.NO_COLOR }));
  return 0;
}

async function table(entries: TrailEntry[], { colours }: { colours: boolean }): Promise<string> {
  const { columns, painter, printable } = await import('../posture/report/text.ts');
  if (entries.length === 0) return 'Nothing is recorded.\n';
  const [head = '', ...rows] = columns([
    ['No.', 'When', 'What', 'Who', 'Cluster'],
    ...entries.map(({ seq, at, kind, actor, subject }) =>
      [
        String(seq),
        at.toISOString(),
        kind,
        actor.name ? `${actor.name} (${actor.userId})` : actor.userId,
        subject.clusterId?.split('/').at(-1) ?? '–',
      ].map(printable),
    ),
  ]);
  return `${[painter(colours)('bold', head), ...rows].join('\n')}\n`;
}

/** `12:ab…` as `verify` prints it, or the hash alone. */
function readHead(text: string): { seq?: number; hash: string } {
  const match = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/i.exec(text.trim());
  if (!match?.[2])
    throw wrong(
      `--head “${text}” is no entry: give NUMBER:HASH, as \`drawbridge audit verify\` prints it`,
    );
  const hash = match[2].toLowerCase();
  return match[1] ? { seq: Number(match[1]), hash } : { hash };
}

function readCount(text: string | undefined): number {
  const count = text === undefined ? usual : Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw wrong(`--last “${text}” is no number of entries: give one from 1 to 100000`);
  return count;
}

function wrong(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}
