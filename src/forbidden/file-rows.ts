import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Json } from '../fleet/snapshot.ts';
import { logTables } from '../kql/schemas.ts';
import type { TableSchema } from '../kql/types.ts';

/** Rows of a file: AKSAudit, and what that table leaves out. */
export const auditFileSchema: TableSchema = {
  name: 'AuditFile',
  columns: [
    ...(logTables.find(({ name }) => name === 'AKSAudit')?.columns ?? []),
    { name: 'ImpersonatedUser', type: 'dynamic' },
  ],
};

/** A line that is no audit event, and why. */
export interface BadLine {
  file: string;
  line: number;
  why: string;
}

export type FileRow = Record<string, unknown> & { TimeGenerated: string };

/**
 * The audit events in a file, one JSON a line, as rows of `auditFileSchema`: events as Kubernetes writes them, rows of
 * AKSAudit or AKSAuditAdmin, or rows of AzureDiagnostics, told apart line by line. Reads as it goes.
 * @throws the file system's error if it cannot be read
 */
export function* rowsOfFile(path: string, onBadLine: (bad: BadLine) => void): Generator<FileRow> {
  let line = 0;
  for (const text of linesOf(path)) {
    line += 1;
    if (text.trim() === '') continue;
    const row = rowOf(text);
    if (typeof row === 'string') onBadLine({ file: path, line, why: row });
    else if (row) yield row;
  }
}

/** A row, undefined for a record of another log, or why it is none. */
function rowOf(text: string): FileRow | undefined | string {
  const record = parsed(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return record === undefined ? 'it is not JSON' : 'it is not a JSON object';
  if (typeof record.log_s === 'string') {
    if (!['kube-audit', 'kube-audit-admin'].includes(record.Category ?? 'kube-audit'))
      return undefined;
    const event = parsed(record.log_s);
    return event?.auditID
      ? fromEvent(event, record)
      : 'its log_s holds no audit event (it may have been cut off)';
  }
  if (record.auditID) return fromEvent(record, record);
  if (record.AuditId) return fromRow(record);
  return 'it has none of auditID, AuditId and log_s: it is no audit event';
}

function fromEvent(event: Json, outer: Json): FileRow | string {
  const time = event.stageTimestamp ?? event.requestReceivedTimestamp ?? outer.TimeGenerated;
  if (!isTime(time)) return 'it tells no time';
  return {
    TimeGenerated: time,
    _ResourceId: outer._ResourceId ?? outer.ResourceId ?? '',
    AuditId: event.auditID,
    Level: event.level,
    Stage: event.stage,
    RequestUri: event.requestURI,
    Verb: event.verb,
    User: event.user,
    ImpersonatedUser: event.impersonatedUser,
    SourceIps: event.sourceIPs,
    UserAgent: event.userAgent,
    ObjectRef: event.objectRef,
    ResponseStatus: event.responseStatus,
    RequestObject: event.requestObject,
    ResponseObject: event.responseObject,
    Annotations: event.annotations,
  };
}

const dynamics = auditFileSchema.columns
  .filter(({ type }) => type === 'dynamic')
  .map(({ name }) => name);

/** Exports of the portal hold dynamic cells as text. */
function fromRow(record: Json): FileRow | string {
  if (!isTime(record.TimeGenerated)) return 'it tells no time';
  const row: FileRow = { ...record };
  for (const name of dynamics) {
    const cell = row[name];
    if (typeof cell === 'string' && /^\s*[[{]/.test(cell)) row[name] = parsed(cell) ?? cell;
  }
  return row;
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const chunkBytes = 1 << 16;

function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    rest += decoder.end();
    if (rest !== '') yield rest;
  } finally {
    closeSync(file);
  }
}
