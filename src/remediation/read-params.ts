import type { z } from 'zod';
import type { AnyRemediation, FieldProblems, Purpose } from './define-remediation.ts';
import type { RemediationSettings } from './settings.ts';

export type ReadParams = { ok: true; params: unknown } | { ok: false; fields: FieldProblems };

/** Parameters from outside: read by the action's schema, then judged by its rules. */
export function readParams(
  action: AnyRemediation,
  raw: unknown,
  context: { settings: RemediationSettings; purpose: Purpose },
): ReadParams {
  const parsed = action.params.safeParse(raw);
  if (!parsed.success)
    return { ok: false, fields: Object.fromEntries(parsed.error.issues.map(fieldProblem)) };
  const fields = action.judge(parsed.data, context);
  return Object.keys(fields).length > 0 ? { ok: false, fields } : { ok: true, params: parsed.data };
}

/** Forms show one range field, whatever the schema calls it. */
function fieldProblem({ path, message }: z.core.$ZodIssue): [string, string] {
  const name = String(path[0] ?? 'params');
  return [name === 'ranges' ? 'range' : name, message];
}
