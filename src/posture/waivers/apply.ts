import { listed } from '../combine.ts';
import { sumUp } from '../evaluate.ts';
import type { AppliedWaiver, CheckResult, ClusterReport, Evidence } from '../types.ts';
import { fitsScope, type WaiverScope } from './scope.ts';

/** A finding that somebody bears for a time, asked for and approved in Slack or reviewed in a file. */
export interface Waiver extends AppliedWaiver {
  check: string;
  scope: WaiverScope;
}

/**
 * The report with what is waived said to be so. Pure; the order of the waivers does not matter.
 *
 * 1. Only what failed is waived. What passed stays a pass, and what is unknown stays unknown.
 * 2. A waiver for one object covers that object alone. While another one fails the check still fails,
 *    and says which are waived; evidence that names no object is the cluster's own, and not covered.
 * 3. Where all that failed is waived object by object and others could not be known, the outcome is `unknown`.
 * 4. One whose time is over has no effect. It is listed as lapsed while its check fails or is unknown.
 */
export function applyWaivers(
  report: ClusterReport,
  waivers: readonly Waiver[],
  now: Date,
): ClusterReport {
  const here = waivers.filter(({ scope }) => fitsScope(scope, report.cluster)).toSorted(byEnd);
  if (here.length === 0) return report;
  const hold = here.filter(({ until }) => Date.parse(until) > now.getTime());
  const results = report.results.map((result) =>
    waive(
      result,
      hold.filter(({ check }) => check === result.check),
    ),
  );
  const open = new Set(
    results
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
      .map(({ check }) => check),
  );
  const lapsed = here
    .filter((waiver) => !hold.includes(waiver) && open.has(waiver.check))
    .map((waiver) => ({ check: waiver.check, ...applied(waiver) }));
  return {
    ...report,
    ...sumUp(results),
    results,
    ...(lapsed.length > 0 && { lapsed }),
  };
}

function waive(result: CheckResult, waivers: readonly Waiver[]): CheckResult {
  if (result.outcome !== 'fail' || waivers.length === 0) return result;
  const whole = waivers.filter(({ object }) => object === undefined);
  if (whole.length > 0) return { ...result, outcome: 'waived', waivers: whole.map(applied) };

  const used = waivers.filter((waiver) => result.evidence.some((seen) => covers(waiver, seen)));
  if (used.length === 0) return result;
  const open = result.evidence.filter((seen) => !used.some((waiver) => covers(waiver, seen)));
  const noted = { ...result, waivers: used.map(applied) };
  const objects = listed([...new Set(used.map(({ object = '' }) => object))].sort());
  if (open.length > 0)
    return { ...noted, message: `${result.message} (Waived of it: ${objects}.)` };
  if (result.unclear)
    return {
      ...noted,
      outcome: 'unknown',
      message: `${result.unclear.message} (Waived: ${objects}.)`,
      evidence: result.unclear.evidence,
    };
  return { ...noted, outcome: 'waived' };
}

function covers({ object }: Waiver, seen: Evidence): boolean {
  return object !== undefined && seen.object?.toLowerCase() === object.toLowerCase();
}

function applied({ id, reason, owner, approvedBy, until, origin, object }: Waiver): AppliedWaiver {
  return {
    ...{ id, reason, owner, approvedBy, until, origin },
    ...(object !== undefined && { object }),
  };
}

/** The one that holds longest comes first: that is how long the finding is waived. */
function byEnd(left: Waiver, right: Waiver): number {
  return Date.parse(right.until) - Date.parse(left.until) || compareText(left.id, right.id);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
