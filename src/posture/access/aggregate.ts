/**
 * Rules of a ClusterRole with its `aggregationRule` worked out, since what the object holds is written by a
 * controller and may be empty (in a manifest) or stale.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */

import { selectsLabels } from '../../kubernetes/label-selectors.ts';
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { type Rule, readRule } from './rules.ts';

// biome-ignore lint/suspicious/noExplicitAny: selectors come as the wire has them
type Json = any;

export interface PlacedRule {
  rule: Rule;
  /** The role in which it stands: the one asked for, or one that it takes in. */
  role: KubernetesObject;
  /** `rules[0]` */
  at: string;
}

/** Rules that another role brings are named by that role; what the object holds besides counts as well. */
export function rulesOf(
  role: KubernetesObject,
  clusterRoles: readonly KubernetesObject[],
): PlacedRule[] {
  const brought = sourcesOf(role, clusterRoles).flatMap(ownRules);
  if (brought.length === 0) return ownRules(role);
  const known = new Set(brought.map(({ rule }) => JSON.stringify(rule)));
  return [...brought, ...ownRules(role).filter(({ rule }) => !known.has(JSON.stringify(rule)))];
}

function ownRules(role: KubernetesObject): PlacedRule[] {
  const raw: unknown = role.rules;
  return Array.isArray(raw)
    ? raw.map((one, index) => ({ rule: readRule(one), role, at: `rules[${index}]` }))
    : [];
}

/** Roles that are taken in, and those that they take in themselves: `admin` takes in `edit`. */
function sourcesOf(
  role: KubernetesObject,
  clusterRoles: readonly KubernetesObject[],
): KubernetesObject[] {
  const found = new Set<KubernetesObject>();
  const open = [role];
  for (let next = open.pop(); next; next = open.pop()) {
    const selectors: Json = next.aggregationRule?.clusterRoleSelectors;
    if (next.kind !== 'ClusterRole' || !Array.isArray(selectors)) continue;
    for (const other of clusterRoles)
      if (
        other !== role &&
        !found.has(other) &&
        selectors.some((selector) => selectsLabels(selector, other.metadata.labels ?? {}))
      ) {
        found.add(other);
        open.push(other);
      }
  }
  // A role that only takes in others holds copies of their rules: the origin tells more.
  return [...found].filter((one) => !Array.isArray(one.aggregationRule?.clusterRoleSelectors));
}
