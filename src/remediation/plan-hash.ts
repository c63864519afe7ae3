import { createHash } from 'node:crypto';
import { canonicalJson } from '../trail/canonical-json.ts';
import type { Plan } from './types.ts';

/** SHA-256 of a value as it would be stored: absent properties and their order do not count. */
export function hashOf(value: unknown): string {
  const stored: unknown = JSON.parse(JSON.stringify(value));
  return createHash('sha256').update(canonicalJson(stored)).digest('hex');
}

/**
 * What an approval is given for: the cluster, what was asked, before and after of every property,
 * what happens to openings, and everything that the checks looked at. Etags are left out on
 * purpose: they move with every harmless operation, and the plan is made again before it is applied.
 */
export function planHash(
  clusterId: string,
  params: unknown,
  { action, changes, openings, inputs, warnings, steps }: Plan,
): string {
  return hashOf({
    cluster: clusterId.toLowerCase(),
    action,
    params,
    changes: changes.map(({ path, before, after }) => ({
      path,
      before: before ?? null,
      after: after ?? null,
    })),
    openings: openings ?? null,
    inputs,
    ...(steps && { steps: steps.map(({ title, detail }) => ({ title, detail: detail ?? null })) }),
    toConfirm: warnings.filter((w) => w.mustConfirm).map((w) => w.text),
  });
}
