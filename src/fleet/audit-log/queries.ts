import { readFileSync } from 'node:fs';
import { withParameters } from '../../kql/literals.ts';
import type { AuditLog } from './types.ts';

/** More versions of APIs than any fleet calls: beyond it an answer is called partial. */
export const mostApis = 1000;

const preludes: Record<AuditLog['table'], string> = {
  AKSAudit: 'aks-audit',
  AKSAuditAdmin: 'aks-audit-admin',
  AzureDiagnostics: 'azure-diagnostics',
};

const questions = {
  newest: { values: {}, marks: [] },
  'deprecated-apis': { values: { most: mostApis + 1 }, marks: ['removed-release'] },
};

/** A finished query about these clusters; every table gets the same columns first. */
export function auditLogQuery(
  question: keyof typeof questions,
  { table, clusters }: { table: AuditLog['table']; clusters: readonly string[] },
): string {
  const { values, marks } = questions[question];
  const prelude = withParameters(textOf(preludes[table]), {
    clusters: [...clusters],
    ...(table === 'AzureDiagnostics' && { marks }),
  });
  const text = textOf(question);
  return `${prelude}\n${Object.keys(values).length > 0 ? withParameters(text, values) : text}`;
}

function textOf(name: string): string {
  return readFileSync(new URL(`./${name}.kql`, import.meta.url), 'utf8');
}
