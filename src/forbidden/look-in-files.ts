import type { Json } from '../fleet/snapshot.ts';
import { loadKql } from '../kql/index.ts';
import { follow, withAround } from './around/follow.ts';
import type { ForbiddenConfig } from './config.ts';
import type { Detection } from './define-detection.ts';
import { auditFileSchema, type BadLine, type FileRow, rowsOfFile } from './file-rows.ts';
import { type Begin, beginsOf, outageIn, withFleetOutage } from './outage.ts';
import { detectionQuery, mostGroups, refusalsQuery } from './queries.ts';
import {
  type RefusalRow,
  sightingsOf,
  unauthenticatedCalls,
  unauthenticatedSources,
} from './sightings.ts';
import type { ClusterLook } from './types.ts';

interface FilesRequest {
  paths: readonly string[];
  /** Names of the clusters that are wanted; none means all, and events that name no cluster. */
  names: readonly string[];
  /** How far back from the newest event, in milliseconds; everything unless said. */
  sinceMs?: number;
  now: Date;
  config: ForbiddenConfig;
  /** What to look for besides refusals: the files are read once more for each. */
  detections?: readonly Detection[];
}

interface FilesLook {
  looks: ClusterLook[];
  /** Of the events that count; null where there is none. */
  window: { from: string; to: string } | null;
  /** Names of all clusters in the files, for those who ask for another. */
  clusterNames: string[];
  bad: { lines: number; first: BadLine[] };
}

/** How far before the window a cause is looked for. */
const lookbackMs = 86_400_000;
/** What is told of bad lines one by one. */
const mostBadLines = 5;

/**
 * Looks for refused calls in files, by the queries that Azure gets. The files are read as they stream, once more for
 * each query: what is kept grows with groups of calls and not with the lines.
 */
export async function lookInFiles(request: FilesRequest): Promise<FilesLook> {
  const { paths, names, sinceMs, now, config, detections = [] } = request;
  const bad: FilesLook['bad'] = { lines: 0, first: [] };
  const clusterIds = new Set<string>();
  const clusterNames = new Set<string>();
  const span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const isWanted = (id: string) => wanted.size === 0 || wanted.has(clusterName(id));

  for (const row of rowsOf(paths, (line) => {
    bad.lines += 1;
    if (bad.first.length < mostBadLines) bad.first.push(line);
  })) {
    const id = String(row._ResourceId ?? '').toLowerCase();
    if (id) clusterNames.add(clusterName(id));
    if (!isWanted(id)) continue;
    clusterIds.add(id);
    const at = Date.parse(row.TimeGenerated);
    span.from = Math.min(span.from, at);
    span.to = Math.max(span.to, at);
  }
  const found = { clusterNames: [...clusterNames].sort(), bad };
  if (clusterIds.size === 0) return { ...found, looks: [], window: null };

  const from = sinceMs === undefined ? span.from : Math.max(span.from, span.to - sinceMs);
  const window = { from: new Date(from).toISOString(), to: new Date(span.to).toISOString() };
  const kql = await loadKql();
  const rows = {
    [Symbol.iterator]: () => rowsOf(paths, () => {})[Symbol.iterator](),
  };
  const question = {
    table: 'AuditFile' as const,
    clusters: wanted.size === 0 ? [] : [...clusterIds],
  };
  // The end is not part of a timespan, and the newest event is: times have seven digits, dates three.
  const whole = { from: new Date(from), to: new Date(span.to + 1) };
  const ask = (query: string, timespan = whole) => {
    const tables = { AuditFile: { ...auditFileSchema, rows } };
    const { columns, rows: cells } = kql.run(query, { tables, now, timespan });
    return cells.map(
      (row) =>
        Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])) as unknown as RefusalRow,
    );
  };
  const groups = ask(refusalsQuery(question));
  let isCut = false;
  const keep = (all: RefusalRow[]) => {
    isCut ||= all.length > mostGroups;
    return all.slice(0, mostGroups);
  };
  const kept = keep(groups);
  const detected = detections.flatMap((detection) =>
    sightingsOf(keep(ask(detectionQuery(detection, question))), { config, detection }),
  );
  const refused = sightingsOf(kept, { config });
  const around = await follow(
    {
      ask: async (query, range) => ({ rows: ask(query, range) as unknown as Json[] }),
      ...question,
      visible: 'everything',
      window: whole,
      // What came before is in the files or it is not: looking for it costs nothing more.
      lookbackMs,
      why: (error) => (error instanceof Error ? error.message : String(error)),
    },
    [...refused, ...detected],
  );
  const begins: Begin[] = [];
  const looks = [...clusterIds].sort().map((clusterId): ClusterLook => {
    const own = kept.filter(({ Cluster }) => Cluster === clusterId);
    const began = beginsOf(refused.filter((each) => each.clusterId === clusterId));
    begins.push(...began);
    const from = unauthenticatedSources(own);
    return {
      clusterId,
      window,
      source: null,
      problem: null,
      partial: isCut
        ? `Only the ${mostGroups} largest groups of calls are shown; a shorter --since shows them all.`
        : null,
      newest: window.to,
      sightings: [
        ...[...refused, ...detected]
          .filter((each) => each.clusterId === clusterId)
          .map((each) => {
            const known = around.get(each);
            return known ? withAround(each, known) : each;
          }),
      ],
      unauthenticated: unauthenticatedCalls(own),
      ...(from.length > 0 && { unauthenticatedFrom: from }),
      outage: outageIn(began, { from: whole.from }),
    };
  });
  return { ...found, looks: withFleetOutage(looks, begins, whole.from), window };
}

/** The last part of an ARM id, in small letters. */
export function clusterName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase();
}

function* rowsOf(paths: readonly string[], onBad: (line: BadLine) => void): Generator<FileRow> {
  for (const path of paths) yield* rowsOfFile(path, onBad);
}
