/**
 * Which connections network policies leave open, by the rules of each kind: policies are additive, what
 * Cilium denies is denied, administrators’ policies are asked in their order. Pure.
 */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { adminRules, type OrderedRule } from './admin.ts';
import { calicoPoliciesOn } from './calico.ts';
import { askCiliumPolicy } from './cilium.ts';
import { askNetworkPolicy } from './kubernetes.ts';
import { createRanges, type Ranges } from './ranges.ts';
import { every, not, type Sure, some } from './sure.ts';
import type {
  Asked,
  EgressQuestion,
  Policies,
  PolicyAnswer,
  RuleAnswer,
  Verdict,
} from './types.ts';

/** Policies as they are asked: found by namespace, their ranges read once. */
export interface PreparedPolicies extends Policies {
  ranges: Ranges;
  of: Record<'networkPolicies' | 'ciliumPolicies' | 'calicoPolicies', ByNamespace>;
}

/** Those that may concern a namespace: its own, and those of the whole cluster. */
type ByNamespace = (namespace: string) => readonly KubernetesObject[];

export function preparePolicies(policies: Policies): PreparedPolicies {
  return {
    ...policies,
    ranges: createRanges(),
    of: {
      networkPolicies: byNamespace(policies.networkPolicies),
      ciliumPolicies: byNamespace(policies.engine === 'cilium' ? policies.ciliumPolicies : []),
      calicoPolicies: byNamespace(policies.engine === 'calico' ? policies.calicoPolicies : []),
    },
  };
}

/** Is this connection open for the pod, and by what? */
export function egressTo(question: EgressQuestion, policies: PreparedPolicies): Verdict {
  const { pod } = question;
  if (policies.engine === 'none')
    return { verdict: 'open', because: ['nothing enforces network policies'] };
  if (pod.hostNetwork) return { verdict: 'open', because: ['it runs on the host network'] };
  const { ranges, namespaceLabels, of } = policies;
  const asked: Asked = { ...question, ranges, namespaceLabels };
  const calico = calicoPoliciesOn(of.calicoPolicies(pod.namespace), asked, 'Egress');
  if (calico.length > 0) return { verdict: 'unknown', because: sorted(calico) };
  const answers = [
    ...of.networkPolicies(pod.namespace).flatMap((one) => askNetworkPolicy(one, asked) ?? []),
    ...of.ciliumPolicies(pod.namespace).flatMap((one) => askCiliumPolicy(one, asked)),
  ];
  return withAdmins(answers, asked, policies);
}

/** Where it matters whether the engine heeds administrators’ policies, and that is unclear, so is the answer. */
function withAdmins(answers: PolicyAnswer[], asked: Asked, policies: PreparedPolicies): Verdict {
  const { before, after } = adminRules(policies.adminPolicies, asked);
  const heeded = () => judge(answers, before, after);
  const ignored = () => judge(answers, [], []);
  if (policies.heedsAdminPolicies === 'no' || before.length + after.length === 0) return ignored();
  if (policies.heedsAdminPolicies === 'yes') return heeded();
  const [one, other] = [heeded(), ignored()];
  if (one.verdict === other.verdict) return other;
  const names = [...before, ...after].map(({ rule }) => `${rule}, if the engine heeds it`);
  return { verdict: 'unknown', because: sorted(names) };
}

function judge(answers: PolicyAnswer[], before: OrderedRule[], after: OrderedRule[]): Verdict {
  const allows = answers.flatMap((answer) => answer.allows);
  const denies = answers.flatMap((answer) => answer.denies);
  const isolated = some(...answers.map(({ isolates }) => isolates));
  const admin = inOrder(before);
  const baseline = inOrder(after);
  const byDefault = some(baseline.allowed, baseline.passed);
  const byPolicies = every(
    not(some(...denies.map(({ matches }) => matches))),
    some(...allows.map(({ matches }) => matches), every(not(isolated), byDefault)),
  );
  const open = some(admin.allowed, every(admin.passed, byPolicies));
  if (open === 'yes')
    return { verdict: 'open', because: openedBy(allows, isolated, before, after) };
  if (open === 'no')
    return { verdict: 'closed', because: closedBy(answers, denies, before, after) };
  return {
    verdict: 'unknown',
    because: sorted([
      ...[...allows, ...denies, ...before, ...after].filter(isUnclear).map(({ rule }) => rule),
      ...answers.filter(({ isolates }) => isolates === 'unclear').map(({ policy }) => policy),
    ]),
  };
}

/** The first rule that matches decides; `passed` where none did, or one said Pass. */
function inOrder(rules: readonly OrderedRule[]): { allowed: Sure; passed: Sure } {
  let left: Sure = 'yes';
  let allowed: Sure = 'no';
  let passed: Sure = 'no';
  for (const { action, matches } of rules) {
    const decides = every(left, matches);
    if (action === 'Allow') allowed = some(allowed, decides);
    if (action === 'Pass') passed = some(passed, decides);
    left = every(left, not(matches));
  }
  return { allowed, passed: some(passed, left) };
}

function openedBy(
  allows: RuleAnswer[],
  isolated: Sure,
  before: OrderedRule[],
  after: OrderedRule[],
): string[] {
  const certain = [...allows, ...first(before, 'Allow')].filter(isCertain).map(({ rule }) => rule);
  if (certain.length > 0) return sorted(certain);
  const baseline = first(after, 'Allow').map(({ rule }) => rule);
  if (baseline.length > 0) return sorted(baseline);
  return isolated === 'no'
    ? ['no policy for egress selects it']
    : sorted(allows.filter(({ matches }) => matches !== 'no').map(({ rule }) => rule));
}

function closedBy(
  answers: PolicyAnswer[],
  denies: RuleAnswer[],
  before: OrderedRule[],
  after: OrderedRule[],
): string[] {
  const denied = [...denies, ...first(before, 'Deny')].filter(isCertain).map(({ rule }) => rule);
  if (denied.length > 0) return sorted(denied);
  const isolating = answers
    .filter(({ isolates }) => isolates === 'yes')
    .map(({ policy }) => policy);
  return sorted(isolating.length > 0 ? isolating : first(after, 'Deny').map(({ rule }) => rule));
}

/** The rule that decides, where it does so by this action. */
function first(rules: readonly OrderedRule[], action: OrderedRule['action']): OrderedRule[] {
  const found = rules.find(isCertain);
  return found?.action === action ? [found] : [];
}

function isCertain({ matches }: { matches: Sure }): boolean {
  return matches === 'yes';
}

function isUnclear({ matches }: { matches: Sure }): boolean {
  return matches === 'unclear';
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

function byNamespace(policies: readonly KubernetesObject[]): ByNamespace {
  const everywhere = policies.filter(({ metadata }) => !metadata.namespace);
  const own = Map.groupBy(policies, ({ metadata }) => metadata.namespace ?? '');
  const both = new Map(
    [...own].map(([namespace, found]) => [
      namespace,
      namespace ? [...found, ...everywhere] : found,
    ]),
  );
  return (namespace) => both.get(namespace) ?? everywhere;
}
