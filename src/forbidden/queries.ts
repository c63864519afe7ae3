import { readFileSync } from 'node:fs';
import { withParameters } from '../kql/literals.ts';
import type { Detection } from './define-detection.ts';
import { lookingFor } from './looking-for.ts';

/** The families of tables that hold audit events, each with its prelude. */
export type AuditTable = 'AKSAudit' | 'AKSAuditAdmin' | 'AzureDiagnostics' | 'AuditFile';

const preludes: Record<AuditTable, string> = {
  AKSAudit: 'aks-audit',
  AKSAuditAdmin: 'aks-audit-admin',
  AzureDiagnostics: 'azure-diagnostics',
  AuditFile: 'audit-file',
};

const texts = new Map<string, string>();

/** The text of a .kql file of this folder, read once. */
function queryText(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`./${name}.kql`, import.meta.url), 'utf8');
    texts.set(name, text);
  }
  return text;
}

interface Question {
  table: AuditTable;
  /** ARM ids; of a file, none means all. */
  clusters: readonly string[];
  /** Values of the question's own parameters. */
  values?: Record<string, unknown>;
  /** Terms of which an event must hold one, looked for before its text is parsed where it is text. */
  marks?: readonly string[];
}

/**
 * A finished query: the prelude of the table, which gives every family the same columns, and then the question.
 * @throws TypeError for a value that is missing, surplus or of another type
 */
export function auditQuery(
  name: string,
  { table, clusters, values = {}, marks = [] }: Question,
): string {
  return [
    prelude({ table, clusters, marks }),
    ...(name === 'refusals' ? [queryText('queries/refused')] : []),
    withParameters(queryText(`queries/${name}`), values),
  ].join('\n');
}

function prelude({ table, clusters, marks = [] }: Omit<Question, 'values'>): string {
  return withParameters(queryText(`queries/prelude/${preludes[table]}`), {
    clusters: [...clusters],
    ...(table === 'AzureDiagnostics' && { marks: [...marks] }),
  });
}

/** How to ask the main question: more groups than `most` are cut off. */
export function refusalsQuery(
  question: Pick<Question, 'table' | 'clusters'>,
  most = mostGroups,
): string {
  return auditQuery('refusals', {
    ...question,
    values: { most: most + 1 },
    marks: ['401', '403'],
  });
}

/** What guard, which asks Azure who may what, could not find out; its log may be in another table. */
export function guardQuery({ table, clusters }: Pick<Question, 'table' | 'clusters'>): string {
  const name = table === 'AzureDiagnostics' ? 'guard-azure-diagnostics' : 'guard';
  return withParameters(queryText(`queries/${name}`), { clusters: [...clusters] });
}

/** What a detection asks: its file says which events count, and all of them are grouped alike. */
export function detectionQuery(
  { id, marks, least }: Pick<Detection, 'id' | 'marks' | 'least'>,
  {
    own = [],
    ...question
  }: Pick<Question, 'table' | 'clusters'> & {
    /** Clusters' own addresses, which do not count: id, a space, address. */
    own?: readonly string[];
  },
): string {
  const never = Number.MAX_SAFE_INTEGER;
  return [
    prelude({ ...question, marks }),
    ...found(id),
    withParameters(queryText('queries/detected'), {
      own: [...own],
      leastCalls: least?.calls ?? never,
      leastNames: least?.names ?? never,
      leastNamespaces: least?.namespaces ?? never,
      most: mostGroups + 1,
    }),
  ].join('\n');
}

/** The rows that a detection is about. */
function found(id: string): string[] {
  return [
    queryText(`detections/${id}`),
    withParameters(queryText('queries/found'), { detection: id }),
  ];
}

/** Which calls are meant; what is left out is not asked for. */
export interface CallsWanted {
  /** `forbidden`, or the id of another detection. */
  detection: string;
  actor?: string;
  kind?: string;
  resourceClass?: string;
  address?: string;
  /** These callers are left out. */
  without?: string[];
}

/** Where a page of calls ended: the time of its last one, and the audit ids on it of that very moment. */
export interface PageEnd {
  at: string;
  shown: string[];
}

/**
 * Asks for calls one by one, the newest first, at most `most` of those before `end`.
 * @throws TypeError for a detection that is none
 */
export function callsQuery(
  wanted: CallsWanted,
  {
    most,
    end,
    ...question
  }: Pick<Question, 'table' | 'clusters'> & {
    most: number;
    end?: PageEnd | null;
  },
): string {
  const isRefusal = wanted.detection === 'forbidden';
  const [detection] = isRefusal ? [] : lookingFor([wanted.detection]).detections;
  return [
    prelude({ ...question, marks: detection?.marks ?? ['401', '403'] }),
    ...(detection ? found(detection.id) : [queryText('queries/refused')]),
    withParameters(queryText('queries/calls'), {
      wantedActor: wanted.actor ?? '',
      wantedKind: wanted.kind ?? detection?.id ?? '',
      wantedClass: wanted.resourceClass ?? '',
      wantedAddress: wanted.address ?? '',
      without: wanted.without ?? [],
      before: end?.at ?? '',
      shown: end?.shown ?? [],
      most,
    }),
  ].join('\n');
}

/** Whether what is kept of an audit log can show what a detection looks for. */
export function canShow(
  { table, visible }: { table: AuditTable; visible: 'everything' | 'writes' },
  { needsReads, needsImpersonation }: Pick<Detection, 'needsReads' | 'needsImpersonation'>,
): boolean {
  if (needsReads && visible === 'writes') return false;
  return !needsImpersonation || table === 'AzureDiagnostics' || table === 'AuditFile';
}

/** Groups of one query: what the memory of a look is bounded by. */
export const mostGroups = 20_000;
