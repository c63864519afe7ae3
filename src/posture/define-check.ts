/**
 * What one posture check is. Every file `checks/<group>/*.ts` holds one check, or a close family,
 * and exports them as `checks`:
 *
 *     export const checks = [defineCheck({ id: 'AKS-API-001', … })];
 *
 * `npm run generate` lists these files in checks/index.generated.ts. A file whose name begins with
 * an underscore holds what several checks of its group share and is not listed.
 */
import type { PlaneName } from '../fleet/snapshot.ts';
import type { Profile } from './config.ts';
import type { Group } from './layers.ts';
import type { Look } from './look.ts';
import type { Reference } from './references.ts';
import type { Evidence, Fix, Severity } from './types.ts';

/** What a check found. Without evidence it is no finding, so there is always at least one piece. */
export interface Finding {
  outcome: 'pass' | 'fail' | 'not-applicable' | 'unknown';
  /** One sentence that a person reads. */
  message: string;
  evidence: [Evidence, ...Evidence[]];
  /** Of a failure: what about other objects could not be known. */
  unclear?: { message: string; evidence: Evidence[] };
}

/** A fix that depends on the cluster: its names, or what it already has. */
export interface FixRule {
  /** Kinds that `of` can answer with: the list of checks shows them. */
  kinds: readonly Fix['kind'][];
  /** The remediation, where one of them is a button. */
  action?: string;
  of(look: Look): Fix;
}

export interface Check {
  /** Stable for ever. */
  id: `AKS-${Group}-${number}`;
  /** What is so when the check passes. */
  title: string;
  group: Group;
  severity: Severity;
  /** Only asked, and only counted, where the configuration names the profile. */
  profile?: Profile;
  /** What an attacker gains where the check fails, in one or two sentences. */
  why: string;
  /** Planes without which nothing can be said: a missing one makes the outcome `unknown`. */
  needs: readonly [PlaneName, ...PlaneName[]];
  /** Planes that are looked at where they could be read. */
  uses?: readonly PlaneName[];
  /** Only rules of others that this check proves. */
  references: readonly Reference[];
  evaluate(look: Look): Finding;
  fix: Fix | FixRule;
}

export function defineCheck(check: Check): Check {
  return check;
}

type Pieces = [Evidence, ...Evidence[]];

/** @example return pass('Kubernetes RBAC is on.', rbac.evidence) */
export function pass(message: string, ...evidence: Pieces): Finding {
  return { outcome: 'pass', message, evidence };
}

export function fail(message: string, ...evidence: Pieces): Finding {
  return { outcome: 'fail', message, evidence };
}

export function notApplicable(message: string, ...evidence: Pieces): Finding {
  return { outcome: 'not-applicable', message, evidence };
}

export function unknown(message: string, ...evidence: Pieces): Finding {
  return { outcome: 'unknown', message, evidence };
}
