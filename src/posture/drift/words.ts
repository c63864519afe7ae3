/** How drift is said, by every report alike. */
import { listed } from '../combine.ts';
import type { CallOut, Cell, DriftReport, NotCompared, Row } from './types.ts';

/** "12 settings and 9 checks differ over 4 clusters, 5 weaken production". */
export function headline(report: DriftReport): string {
  const { clusters, unread, rows, allowed, notCompared } = report;
  const lost = unread.length > 0 ? `, ${counted(unread.length, 'cluster')} not read` : '';
  if (clusters.length < 2)
    return `${clusters.length === 0 ? 'no cluster' : 'only one cluster'} could be read: there is nothing to compare${lost}`;
  const over = `over ${counted(clusters.length, 'cluster')}`;
  const settings = rows.filter(({ kind }) => kind === 'setting').length;
  const checks = rows.length - settings;
  const weaken = calledOut(rows, 'production-weaker').length;
  const what = [
    ...(settings > 0 ? [counted(settings, 'setting')] : []),
    ...(checks > 0 ? [counted(checks, 'check')] : []),
  ].join(' and ');
  const isUnsure = notCompared.length > 0 || unread.length > 0;
  const differ =
    rows.length > 0
      ? `${what} ${rows.length === 1 ? 'differs' : 'differ'} ${over}`
      : `${isUnsure ? 'nothing that could be compared' : 'nothing'} differs ${over}`;
  return [
    differ,
    weaken > 0 ? `, ${weaken} ${weaken === 1 ? 'weakens' : 'weaken'} production` : '',
    allowed.length > 0 ? `, ${allowed.length} allowed` : '',
    lost,
  ].join('');
}

export interface Called {
  row: Row;
  callOuts: CallOut[];
}

/** Rows with call-outs of a kind. A check whose setting is called out already is not repeated. */
export function calledOut(rows: readonly Row[], kind: CallOut['kind']): Called[] {
  const called = rows.flatMap((row) => {
    const callOuts = row.callOuts.filter((each) => each.kind === kind);
    return callOuts.length > 0 ? [{ row, callOuts }] : [];
  });
  const settings = new Set(called.flatMap(({ row }) => (row.kind === 'setting' ? row.id : [])));
  return called.filter(
    ({ row }) => row.kind === 'setting' || !row.linked.some((id) => settings.has(id)),
  );
}

/** "aks-prod-weu: on. aks-prod-neu and 2 more: off." */
export function sayCallOuts(
  { cells }: Row,
  callOuts: readonly CallOut[],
  { clusters }: DriftReport,
): string {
  const textOn = (name: string) => {
    const cell = cells[clusters.findIndex((cluster) => cluster.name === name)];
    return cell?.kind === 'value' ? cell.text : '';
  };
  const weaker = Map.groupBy(callOuts, ({ cluster }) => textOn(cluster));
  const [first = '', ...more] = new Set(callOuts.flatMap(({ than }) => than));
  return [
    ...[...weaker].map(([text, those]) => {
      const names = those.map(({ cluster }) => cluster);
      return `${names.length > 4 ? counted(names.length, 'cluster') : listed(names)}: ${text}.`;
    }),
    sayStronger(first, more, textOn),
  ].join(' ');
}

function sayStronger(
  first: string,
  more: readonly string[],
  textOn: (name: string) => string,
): string {
  const text = textOn(first);
  if (more.length === 0) return `${first}: ${text}.`;
  return more.every((name) => textOn(name) === text)
    ? `${first} and ${more.length} more: ${text}.`
    : `${first}: ${text}; ${more.length} more are stronger too.`;
}

export function sayGap(
  { reason, clusters, questions }: NotCompared,
  { clusters: all }: DriftReport,
): string {
  const where = clusters.length === all.length ? 'Every cluster' : clusters.join(', ');
  return `${where}: ${reason} (${questions.join(', ')})`;
}

/** What is to be known besides: production is missing from the group, or an environment is. */
export function reservations(report: DriftReport): string[] {
  const { clusters, environmentTag: tag } = report;
  const without = clusters.filter(({ rank }) => rank === null);
  const hasProduction = clusters.some(({ isProduction }) => isProduction);
  return [
    ...(without.length > 0 && clusters.length > 1
      ? [
          `Not weighed against production, because their tag ${tag} names no environment of the order: ${without.map(({ name }) => name).join(', ')}.`,
        ]
      : []),
    ...(!hasProduction && clusters.length > 1
      ? [`No cluster of the group is production (tag ${tag}): only differences are shown.`]
      : []),
  ];
}

export function nameOfCluster({ name, environment }: DriftReport['clusters'][number]): string {
  return environment === null ? name : `${name} (${environment})`;
}

/**
 * A value with what is to be said of it, in words: colours are not for everybody.
 * @param longest characters of the value that are shown
 */
export function cellText(
  row: Pick<Row, 'cells'>,
  cell: Cell,
  longest = Number.POSITIVE_INFINITY,
): string {
  if (cell.kind === 'unknown') return 'unknown';
  if (cell.kind === 'not-applicable') return 'n/a';
  const { text, odd, allowed } = cell;
  const isAlone = row.cells.filter((other) => other.odd).length === 1;
  const marks = [
    ...(odd ? [isAlone ? 'odd one out' : 'differs'] : []),
    ...(allowed === undefined ? [] : ['allowed']),
  ];
  const short = text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text;
  return marks.length > 0 ? `${short} (${marks.join(', ')})` : short;
}

export function majorityText({ majority }: Row): string {
  return majority ?? 'no majority';
}

/** "passes on 3, fails on aks-dev-weu": each text with the clusters that have it, the most common first. */
export function byValue(row: Row, names: readonly string[]): { text: string; names: string[] }[] {
  const groups = new Map<string, string[]>();
  row.cells.forEach((cell, index) => {
    const text = cellText(row, cell);
    groups.set(text, [...(groups.get(text) ?? []), names[index] ?? '']);
  });
  return [...groups]
    .map(([text, those]) => ({ text, names: those }))
    .sort((a, b) => b.names.length - a.names.length);
}

/** "passes on 3, fails on aks-dev-weu". */
export function sayOutcomes(row: Row, names: readonly string[], most = 3): string {
  return byValue(row, names)
    .map(({ text, names: those }) =>
      those.length > most ? `${text} on ${those.length}` : `${text} on ${those.join(', ')}`,
    )
    .join('; ');
}

/** Why rows are allowed: each reason once, with how many rows it covers. */
export function reasonsOf(rows: readonly Row[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { cells } of rows)
    for (const reason of new Set(cells.flatMap(({ allowed }) => allowed ?? [])))
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count);
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
