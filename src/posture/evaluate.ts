import { createHash } from 'node:crypto';
import type { PlaneName, Snapshot } from '../fleet/snapshot.ts';
import { revisions } from './checks/revisions.generated.ts';
import type { PostureConfig } from './config.ts';
import { resolveConflicts } from './conflicts.ts';
import type { Check, Finding } from './define-check.ts';
import { byCatalogue, layerOf } from './layers.ts';
import { type Look, lookAt } from './look.ts';
import { inCode, managedByCode } from './managed-by-code.ts';
import { NotKnown } from './read.ts';
import { score } from './score.ts';
import { severities } from './severity.ts';
import type { CheckResult, ClusterReport, Fix, OutcomeKind } from './types.ts';

/**
 * Asks every check about one snapshot. Pure, and never throws: what a check cannot know, and a check
 * that breaks, is `unknown` with the reason. The results are in the order of the catalogue; checks of a
 * profile that is off are left out.
 */
export function evaluate(
  snapshot: Snapshot,
  all: readonly Check[],
  config: PostureConfig,
): ClusterReport {
  const look = lookAt(snapshot, config);
  const checks = all.filter(({ profile }) => !profile || config.profiles.includes(profile));
  const managedBy = managedByCode(snapshot.cluster, config.managedByCode);
  const results = resolveConflicts(
    checks
      .toSorted((left, right) => byCatalogue(left.id, right.id))
      .map((check) => resultOf(check, look, managedBy)),
  );
  return {
    id: snapshot.cluster.id,
    name: snapshot.cluster.name,
    cluster: snapshot.cluster,
    takenAt: snapshot.takenAt,
    configuration: hashOf(config),
    ...(managedBy && { managedBy }),
    ...sumUp(results),
    results,
    unreadable: unreadablePlanes(snapshot, checks, results),
  };
}

/** What a report says of its results as a whole. */
export function sumUp(
  results: readonly CheckResult[],
): Pick<ClusterReport, 'grade' | 'score' | 'totals' | 'failed'> {
  return { ...score(results), totals: totalsOf(results), failed: failedBySeverity(results) };
}

function hashOf(config: PostureConfig): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 8);
}

function resultOf(check: Check, look: Look, managedBy: string | undefined): CheckResult {
  const finding = findingOf(check, look);
  const failed = finding.outcome === 'fail';
  const offered = failed ? fixOf(check, look) : undefined;
  const fix =
    offered && managedBy ? inCode(offered, managedBy, look.config.managedByCode) : offered;
  return {
    check: check.id,
    title: check.title,
    group: check.group,
    layer: layerOf(check.group),
    severity: check.severity,
    ...(revisions[check.id] && { revision: revisions[check.id] }),
    ...finding,
    ...(failed && { why: check.why }),
    ...(fix && { fix }),
  };
}

function findingOf(check: Check, look: Look): Finding {
  try {
    for (const plane of check.needs) look.demand(plane);
    return check.evaluate(look);
  } catch (error) {
    if (error instanceof NotKnown)
      return { outcome: 'unknown', message: error.message, evidence: [error.evidence] };
    const cause = error instanceof Error ? error.message : String(error);
    return {
      outcome: 'unknown',
      message: `${check.id} could not judge this cluster, which is a fault of Drawbridge: ${cause}`,
      evidence: [look.evidenceOf(check.needs[0])],
    };
  }
}

/** A fix whose text cannot be made for this cluster is left out; the finding stands without it. */
function fixOf({ fix }: Check, look: Look): Fix | undefined {
  if (!('of' in fix)) return fix;
  try {
    return fix.of(look);
  } catch {
    return undefined;
  }
}

function unreadablePlanes(
  { planes }: Snapshot,
  checks: readonly Check[],
  results: readonly CheckResult[],
): ClusterReport['unreadable'] {
  const unknown = new Set(
    results.filter(({ outcome }) => outcome === 'unknown').map(({ check }) => check),
  );
  return Object.entries(planes).flatMap(([name, plane]) => {
    if (plane.state === 'read') return [];
    const { code, reason, help } = plane;
    const affected = checks
      .filter(
        ({ id, needs, uses = [] }) =>
          unknown.has(id) && [...needs, ...uses].includes(name as PlaneName),
      )
      .map(({ id }) => id);
    if (affected.length === 0) return [];
    return [{ plane: name as PlaneName, code, reason, ...(help && { help }), checks: affected }];
  });
}

function totalsOf(results: readonly CheckResult[]): ClusterReport['totals'] {
  const totals: Record<OutcomeKind, number> = {
    pass: 0,
    fail: 0,
    'not-applicable': 0,
    unknown: 0,
    waived: 0,
  };
  for (const { outcome } of results) totals[outcome] += 1;
  return totals;
}

function failedBySeverity(results: readonly CheckResult[]): ClusterReport['failed'] {
  const count = (wanted: CheckResult['severity']) =>
    results.filter(({ outcome, severity }) => outcome === 'fail' && severity === wanted).length;
  return Object.fromEntries(
    severities.map((severity) => [severity, count(severity)]),
  ) as ClusterReport['failed'];
}
