import type { ResourceChange } from '../fleet/resource-changes.ts';
import type { CheckResult, ClusterReport, NewReason, PropertyChange } from './types.ts';

/** What Azure's record says, or why it could not be read. */
export type Changes = readonly ResourceChange[] | { problem: string };

/** So many changes are kept with a finding; the newest says most. */
const mostChanges = 3;

/**
 * Why each of some findings is new. A change of the cluster that fits the evidence outweighs a change of the
 * check; where neither is found, the cluster counts as changed and no change is named.
 */
export function whyNew({
  previous,
  current,
  found,
  changes,
}: {
  previous: ClusterReport;
  current: ClusterReport;
  /** Ids of the checks whose findings are new. */
  found: readonly string[];
  changes: Changes;
}): Record<string, NewReason> {
  const before = new Map(previous.results.map((result) => [result.check, result]));
  const now = new Map(current.results.map((result) => [result.check, result]));
  const sameNumbers = previous.configuration === current.configuration;

  function reasonOf(check: string): NewReason {
    const [was, is] = [before.get(check), now.get(check)];
    if (!was || !is) return { kind: 'check-changed' };
    if (was.outcome === 'waived') return { kind: 'waiver-ended', until: lapsedBy(was, current) };
    if (was.outcome === 'unknown' || was.outcome === 'not-applicable')
      return { kind: 'first-read', was: was.outcome };
    const fitting = 'problem' in changes ? [] : changesBehind(is, changes);
    const sameCheck = sameNumbers && was.revision === is.revision;
    if (fitting.length === 0 && !sameCheck) return { kind: 'check-changed' };
    return {
      kind: 'cluster-changed',
      changes: fitting,
      ...('problem' in changes && { problem: changes.problem }),
    };
  }

  return Object.fromEntries(found.map((check) => [check, reasonOf(check)]));
}

/** When the waivers of a finding had lapsed, if it was by that that they ended. */
function lapsedBy({ waivers = [] }: CheckResult, { takenAt }: ClusterReport): string | null {
  const [last] = waivers
    .map(({ until }) => until)
    .sort()
    .reverse();
  return last !== undefined && Date.parse(last) <= Date.parse(takenAt) ? last : null;
}

/** The changes of properties that the finding's evidence names, the newest first. */
export function changesBehind(
  { evidence }: Pick<CheckResult, 'evidence'>,
  changes: readonly ResourceChange[],
): PropertyChange[] {
  const paths = evidence.map(({ path }) => stepsOf(path));
  return changes
    .flatMap(({ at, by, properties }) =>
      properties
        .filter(({ path }) => paths.some((seen) => overlap(seen, stepsOf(path))))
        .map((property) => ({ at, by, ...property })),
    )
    .slice(0, mostChanges);
}

/** `properties.agentPoolProfiles[0].count` → properties, agentpoolprofiles, count: which item it was, is not compared. */
function stepsOf(path: string): string[] {
  return path
    .toLowerCase()
    .replaceAll(/\[[^\]]*\]/g, '')
    .split('.')
    .filter((step) => step !== '' && !/^\d+$/.test(step));
}

/** Is one the other, or something inside it? The bare `properties` fits everything, so it fits nothing. */
function overlap(one: string[], other: string[]): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length < 2 && (short[0] ?? 'properties') === 'properties') return false;
  return short.every((step, index) => step === long[index]);
}
