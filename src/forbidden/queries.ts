import { readFileSync } from 'node:fs';
import { withParameters } from '../kql/literals.ts';

/** The families of tables that hold audit events, each with its prelude. */
export type AuditTable = 'AKSAudit' | 'AKSAuditAdmin' | 'AzureDiagnostics' | 'AuditFile';

const preludes: Record<AuditTable, string> = {
  AKSAudit: 'aks-audit',
  AKSAuditAdmin: 'aks-audit-admin',
  AzureDiagnostics: 'azure-diagnostics',
  AuditFile: 'audit-file',
};

const texts = new Map<string, string>();

/** The text of queries/<name>.kql, read once. */
function queryText(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`./queries/${name}.kql`, import.meta.url), 'utf8');
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
  const prelude = withParameters(queryText(`prelude/${preludes[table]}`), {
    clusters: [...clusters],
    ...(table === 'AzureDiagnostics' && { marks: [...marks] }),
  });
  return `${prelude}\n${withParameters(queryText(name), values)}`;
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

/** Groups of one query: what the memory of a look is bounded by. */
export const mostGroups = 20_000;
