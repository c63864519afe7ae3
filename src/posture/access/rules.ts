/** Rules of a Role or ClusterRole, matched as the API server matches them. */

// biome-ignore lint/suspicious/noExplicitAny: rules come as the wire has them
type Json = any;

export interface Rule {
  verbs: readonly string[];
  apiGroups: readonly string[];
  resources: readonly string[];
  resourceNames: readonly string[];
  nonResourceURLs: readonly string[];
}

/** One thing to do with one kind of object: `create` `pods/exec` of the core group, which is ''. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
}

/** What is no list of text counts as absent: a rule without verbs or resources grants nothing. */
export function readRule(raw: Json): Rule {
  return {
    verbs: texts(raw?.verbs),
    apiGroups: texts(raw?.apiGroups),
    resources: texts(raw?.resources),
    resourceNames: texts(raw?.resourceNames),
    nonResourceURLs: texts(raw?.nonResourceURLs),
  };
}

function texts(raw: Json): string[] {
  return Array.isArray(raw) ? raw.filter((entry) => typeof entry === 'string') : [];
}

/**
 * Does the rule grant the right on at least one object? `*` covers subresources too, and an asterisk before `/scale` that of
 * everything; `pods/*` covers nothing, for the API server knows no such wildcard:
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function grants(rule: Rule, right: Right): boolean {
  const whole = right.subresource ? `${right.resource}/${right.subresource}` : right.resource;
  const resources = ['*', whole, ...(right.subresource ? [`*/${right.subresource}`] : [])];
  return (
    holds(rule.verbs, right.verb) &&
    holds(rule.apiGroups, right.group) &&
    rule.resources.some((resource) => resources.includes(resource)) &&
    (rule.resourceNames.length === 0 || hasName(right))
  );
}

/** A request that creates, or deletes many, names no object, so a rule with names never grants it. */
function hasName({ verb, subresource }: Right): boolean {
  return verb !== 'deletecollection' && (verb !== 'create' || subresource !== undefined);
}

function holds(list: readonly string[], word: string): boolean {
  return list.includes('*') || list.includes(word);
}

/** Every verb on every resource of every group. */
export function isEverything(rule: Rule): boolean {
  return (
    rule.resourceNames.length === 0 &&
    [rule.verbs, rule.apiGroups, rule.resources].every((list) => list.includes('*'))
  );
}

/** Which of its lists hold a wildcard, in words. */
export function wildcardsOf(rule: Rule): string[] {
  return [
    ...(rule.verbs.includes('*') ? ['every verb'] : []),
    ...(rule.resources.some((one) => one === '*' || one.startsWith('*/'))
      ? ['every resource']
      : []),
    ...(rule.apiGroups.includes('*') ? ['every API group'] : []),
    ...(rule.nonResourceURLs.includes('*') ? ['every path'] : []),
  ];
}

/** Without what is empty, as a person would write it. */
export function ruleAsWritten(rule: Rule): Partial<Rule> {
  return Object.fromEntries(Object.entries(rule).filter(([, list]) => list.length > 0));
}
