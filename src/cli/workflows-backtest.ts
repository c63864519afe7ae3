import type { Backtest } from '../workflows/backtest.ts';
import type { ExitCode, Io } from './define.ts';
import { usable, wrong } from './workflows-folder.ts';

const dayMs = 86_400_000;
const longestDays = 90;

/** How many messages a day each route would have led to. */
export async function printBacktest(
  io: Io,
  folder: string | undefined,
  time: string,
): Promise<ExitCode> {
  const { duration } = await import('../config/duration.ts');
  const length = duration(time);
  if (length === undefined || length < dayMs || length > longestDays * dayMs)
    throw wrong(
      `--backtest “${time}” is no time from 1d to ${longestDays}d; write for example 14d`,
    );
  const set = await usable(io, folder);
  const { backtest } = await import('../workflows/backtest.ts');
  const { ownersConfig } = await import('./posture-input.ts');
  const { withDatabase } = await import('./serve/with-database.ts');
  const owners = await ownersConfig(io);
  const to = io.now();
  const from = new Date(to.getTime() - length);
  const found = await withDatabase(io, (db) => backtest(db, { set, owners, from, to }));
  io.stdout(await inWords(found, io));
  return 0;
}

async function inWords({ from, to, begins, lines, unplaced }: Backtest, io: Io): Promise<string> {
  const { columns, painter } = await import('../posture/report/text.ts');
  const day = (at: Date) => at.toISOString().slice(0, 10);
  if (!begins) return 'No run and no alert is stored yet, so nothing can be said.\n';
  const since = begins > from ? begins : from;
  const days = Math.max(1, (to.getTime() - since.getTime()) / dayMs);
  const said = [`From ${day(from)} to ${day(to)}, by the routes as they are in the files now:`];
  if (begins > from)
    said.push(
      `What is stored begins only on ${day(begins)}: so it is about ${days.toFixed(1)} days.`,
    );
  const rows = lines.map(({ because, days: each }) => {
    const counts = Object.entries(each);
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const [busiest = '–', most = 0] = counts.toSorted((a, b) => b[1] - a[1])[0] ?? [];
    return [because, String(all), (all / days).toFixed(1), `${most} on ${busiest}`];
  });
  const [head = '', ...body] = columns([['Told by', 'Messages', 'A day', 'Busiest day'], ...rows]);
  const paint = painter(io.isTTY && !io.env.NO_COLOR);
  said.push(...(rows.length > 0 ? [paint('bold', head), ...body] : ['No message at all.']));
  if (unplaced > 0)
    said.push(`Nobody would have been told of ${unplaced} more: no route fits them.`);
  said.push(
    'Alerts are counted when they began, and those that belong together once; replies, and alarms that a log could not be looked at, come on top.',
  );
  return `${said.join('\n')}\n`;
}
