import { createHash } from 'node:crypto';
import type { Plan } from './types.ts';

/** JSON with sorted keys and without absent properties, so that equal values read the same. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
      const entries = Object.entries(inner).filter(([, v]) => v !== undefined);
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'null'
  );
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * What an approval is given for: the cluster, what was asked, before and after of every property,
 * what happens to openings, and everything that the checks looked at. Etags are left out on
 * purpose: they move with every harmless operation, and the plan is made again before it is applied.
 */
export function planHash(
  clusterId: string,
  params: unknown,
  { action, changes, openings, inputs, warnings }: Plan,
): string {
  return sha256(
    canonicalJson({
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
      toConfirm: warnings.filter((w) => w.mustConfirm).map((w) => w.text),
    }),
  );
}
