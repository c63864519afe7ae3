/** Clusters that should be alike, compared; and where they differ in another way than at the last time. */
import { z } from 'zod';
import type { DriftReport, Row } from '../../posture/drift/types.ts';
import type { Severity } from '../../posture/types.ts';
import { drawbridgeItself } from '../../rights/person.ts';
import { driftRuns, startDriftRun } from '../../store/drift-runs.ts';
import { defineRunner, type Notice } from '../define-runner.ts';

/** More clusters with the same value are counted, not named. */
const mostNames = 3;

export const runner = defineRunner({
  run: 'drift',
  summary:
    'compares the clusters with each other, as `/aks drift` does, and tells which differences are new or gone',
  with: z.strictObject({}, 'takes nothing here'),
  leastClusters: 2,
  async begin({ db, workflow, clusters, now, newId }) {
    const valueId = newId();
    await startDriftRun(db, {
      id: valueId,
      filter: `workflow ${workflow}`,
      clusterIds: clusters.map(({ id }) => id),
      requestedBy: drawbridgeItself,
      now,
    });
    return { valueId, nudge: 'drift' };
  },
  async collect(db, { valueId, before }) {
    const run = await driftRuns.get(db, valueId);
    if (run?.state === 'running') return { state: 'running' };
    if (run?.state !== 'done' || !run.result)
      return { state: 'failed', message: run?.problem?.message ?? 'The comparison is gone.' };
    // Results are what `runDrift` returns.
    const now = run.result as DriftReport;
    const earlier: DriftReport[] = [];
    for (const id of before) {
      const report = (await driftRuns.get(db, id))?.result as DriftReport | null | undefined;
      if (report) earlier.push(report);
      // Older ones tell what this one could not see.
      if (report?.unread.length === 0) break;
    }
    const { clusters, unread, rows, notCompared } = now;
    const summary = `${clusters.length} of ${clusters.length + unread.length} clusters compared: ${rows.length} differences, ${notCompared.length === 0 ? 'nothing left out' : 'not everything could be compared'}.`;
    return {
      state: 'done',
      notices: [...unreadOf(now, earlier[0]), ...rowsOf(now, earlier)],
      summary,
    };
  },
});

function unreadOf(now: DriftReport, earlier: DriftReport | undefined): Notice[] {
  const before = new Set(earlier?.unread.map(({ id }) => id.toLowerCase()));
  return now.unread
    .filter(({ id }) => !before.has(id.toLowerCase()))
    .map(({ id, name, reason }) => ({
      fingerprint: `${id.toLowerCase()}/unread`,
      always: true,
      change: 'new',
      severity: 'high',
      clusterIds: [id.toLowerCase()],
      text: `${name} could not be read: ${reason}`,
    }));
}

/** A first comparison finds all that ever came to differ: one sentence, and no list. */
function firstComparison({ rows, clusters }: DriftReport): Notice[] {
  const weaker = rows.filter(({ callOuts }) =>
    callOuts.some(({ kind }) => kind === 'production-weaker'),
  ).length;
  if (rows.length === 0) return [];
  return [
    {
      fingerprint: 'first',
      change: 'new',
      severity: weaker > 0 ? 'high' : 'medium',
      clusterIds: clusters.map(({ id }) => id.toLowerCase()),
      text: `First comparison of ${clusters.length} clusters: ${rows.length} differences, in ${weaker} of them production is the weaker one. From now on, what changes is told; /aks drift shows all`,
    },
  ];
}

interface Known {
  row: Row;
  report: DriftReport;
  /** What each cluster answered when it could last be read, by its id. */
  texts: Map<string, string>;
}

/** Where clusters differed, by what differs. */
function knownRows(earlier: readonly DriftReport[]): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const report of earlier)
    for (const row of report.rows) {
      const one = known.get(keyOf(row)) ?? { row, report, texts: new Map<string, string>() };
      known.set(keyOf(row), one);
      for (const [index, { id }] of report.clusters.entries())
        if (!one.texts.has(id.toLowerCase()))
          one.texts.set(id.toLowerCase(), textOf(row.cells[index]));
    }
  return known;
}

/** @param earlier the newest first; older ones where not every cluster could be read */
function rowsOf(now: DriftReport, earlier: readonly DriftReport[]): Notice[] {
  if (earlier.length === 0) return firstComparison(now);
  const before = knownRows(earlier);
  const notices: Notice[] = [];
  for (const row of now.rows) {
    const was = before.get(keyOf(row));
    before.delete(keyOf(row));
    if (was && !isMoved(row, now, was)) continue;
    notices.push({
      ...noticeOf(row, now),
      change: was ? 'changed' : 'new',
      text: `${row.title}: ${sayValues(row, now, mostNames)}`,
    });
  }
  const allowed = new Set(now.allowed.map(keyOf));
  const unclear = new Set(now.notCompared.flatMap(({ questions }) => questions));
  const unread = new Set(now.unread.map(({ id }) => id.toLowerCase()));
  for (const [key, { row, report }] of before) {
    // What could not be compared is not known to be gone.
    if (unclear.has(row.id) || report.clusters.some(({ id }) => unread.has(id.toLowerCase())))
      continue;
    const text = `${row.title}: ${allowed.has(key) ? 'the difference is allowed now' : 'no difference any more'}`;
    notices.push({ ...noticeOf(row, report), change: 'resolved', text });
  }
  return notices;
}

/** Whether a cluster answers in another way than before, or one that is new is the odd one. */
function isMoved({ cells, callOuts }: Row, { clusters }: DriftReport, { texts }: Known): boolean {
  return clusters.some(({ id, name }, index) => {
    const was = texts.get(id.toLowerCase());
    if (was !== undefined) return was !== textOf(cells[index]);
    return cells[index]?.odd || callOuts.some(({ cluster }) => cluster === name);
  });
}

function noticeOf(
  row: Row,
  { clusters }: DriftReport,
): Pick<Notice, 'fingerprint' | 'severity' | 'clusterIds'> {
  const weaker = new Set(row.callOuts.map(({ cluster }) => cluster));
  const meant = clusters.filter(
    ({ name }, index) => weaker.has(name) || (weaker.size === 0 && row.cells[index]?.odd),
  );
  return {
    fingerprint: keyOf(row),
    severity: severityOf(row),
    clusterIds: (meant.length > 0 ? meant : clusters).map(({ id }) => id.toLowerCase()),
  };
}

/** A check has its own; a setting is worth as much as who is the weaker one. */
function severityOf({ severity, callOuts }: Row): Severity {
  if (severity) return severity;
  if (callOuts.some(({ kind }) => kind === 'production-weaker')) return 'high';
  return callOuts.length > 0 ? 'medium' : 'low';
}

function keyOf({ kind, id }: Row): string {
  return `${kind}/${id}`;
}

/** `off on aks-dev-weu; on on 12 clusters`, in the order of the clusters. */
function sayValues({ cells }: Row, { clusters }: DriftReport, names = Infinity): string {
  const answers = clusters.map(({ name }, index) => ({ name, text: textOf(cells[index]) }));
  return [...Map.groupBy(answers, ({ text }) => text)]
    .map(([text, those]) => {
      const where =
        those.length > names
          ? `${those.length} clusters`
          : those.map(({ name }) => name).join(', ');
      return `${text} on ${where}`;
    })
    .join('; ');
}

function textOf(cell: Row['cells'][number] | undefined): string {
  if (cell?.kind === 'value') return cell.text;
  return cell?.kind === 'unknown' ? 'not known' : 'does not apply';
}
