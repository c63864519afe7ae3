/** Frameworks of others, and what a report says of their rules: only of those that a check proves. */
import type { Check } from './define-check.ts';
import { sumUp } from './evaluate.ts';
import type { Reference } from './references.ts';
import type { CheckResult, ClusterReport, OutcomeKind } from './types.ts';

export const frameworks = ['cis', 'mcsb', 'policy'] as const;

export type Framework = (typeof frameworks)[number];

/** As reports call them, and as references name their system. */
export const frameworkNames: Record<Framework, string> = {
  cis: 'CIS AKS 1.8',
  mcsb: 'MCSB',
  policy: 'Azure Policy',
};

type Mapped = Pick<Check, 'id' | 'references'>;

/** The rules of a framework that the check proves. */
export function rulesOf({ references }: Pick<Check, 'references'>, framework: Framework) {
  return references.filter(({ system }) => system === frameworkNames[framework]);
}

/** Names of policy definitions are GUIDs, whose first part is enough to tell them apart. */
export function shortRule(framework: Framework, id: string): string {
  return framework === 'policy' ? id.slice(0, 8) : id;
}

export function checksOf<C extends Pick<Check, 'references'>>(
  checks: readonly C[],
  framework: Framework,
): C[] {
  return checks.filter((check) => rulesOf(check, framework).length > 0);
}

/** The report of those checks alone: results, totals, score and grade. */
export function narrowTo(
  report: ClusterReport,
  checks: readonly Mapped[],
  framework: Framework,
): ClusterReport {
  const ids = new Set<string>(checksOf(checks, framework).map(({ id }) => id));
  const results = report.results.filter(({ check }) => ids.has(check));
  const unreadable = report.unreadable.flatMap((plane) => {
    const affected = plane.checks.filter((check) => ids.has(check));
    return affected.length > 0 ? [{ ...plane, checks: affected }] : [];
  });
  const lapsed = report.lapsed?.filter(({ check }) => ids.has(check));
  return { ...report, results, unreadable, ...(lapsed && { lapsed }), ...sumUp(results) };
}

export interface RuleResult extends Reference {
  /** The worst of the checks that prove it: a rule holds where all of them do. */
  outcome: OutcomeKind;
  checks: string[];
}

const worstFirst: readonly OutcomeKind[] = ['fail', 'unknown', 'waived', 'pass', 'not-applicable'];

/** What the report says of each rule of a framework, in the order of the rules' ids. */
export function ruleResults(
  { results }: Pick<ClusterReport, 'results'>,
  checks: readonly Mapped[],
  framework: Framework,
): RuleResult[] {
  const byCheck = new Map<string, CheckResult>(results.map((result) => [result.check, result]));
  const pairs = checksOf(checks, framework).flatMap((check) => {
    const result = byCheck.get(check.id);
    return result ? rulesOf(check, framework).map((rule) => ({ rule, result })) : [];
  });
  return [...Map.groupBy(pairs, ({ rule }) => rule.id).values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const outcomes = group.map(({ result }) => result.outcome);
      const outcome = worstFirst.find((kind) => outcomes.includes(kind)) ?? 'unknown';
      return [{ ...first.rule, outcome, checks: group.map(({ result }) => result.check) }];
    })
    .toSorted((left, right) => left.id.localeCompare(right.id, 'en', { numeric: true }));
}
