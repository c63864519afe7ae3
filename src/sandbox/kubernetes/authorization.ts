/**
 * Who may do what: RBAC over the cluster's own objects, as
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/ says, and beside it what Azure allows.
 */
import type { ObjectStore } from './store.ts';
import type { User } from './users.ts';
import type { Json, KubeObject } from './wire.ts';

export interface Rule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  verbs: string[];
  nonResourceURLs?: string[];
}

interface Asked {
  verb: string;
  group: string;
  /** With its subresource: `pods/eviction`. */
  resource: string;
  namespace?: string;
  name?: string;
}

interface Allowance {
  word: string;
  rules: Rule[];
  namespace?: string;
}

interface Withheld {
  word: string;
  /** `*` for all. */
  resource: string;
  group?: string;
  verb?: string;
  namespace?: string;
}

/** What Azure RBAC grants beside the cluster's own roles, and what a test takes away from both. */
export interface Rights {
  /** Rules for the whole cluster, or for one namespace. */
  grant(word: string, rules: Rule[], options?: { namespace?: string }): void;
  /** As if no role at all held it. Without a resource: everything. */
  withhold(word: string, what?: Omit<Withheld, 'word'>): void;
  /** Undoes every `withhold`. */
  restore(): void;
}

export interface Authorizer extends Rights {
  may(user: User, asked: Asked): boolean;
  /** Paths that are no resource, such as `/version`. */
  maySee(user: User, path: string): boolean;
}

const rbac = 'rbac.authorization.k8s.io';

/** @param enforced false where the cluster was made without RBAC: everybody known may do everything */
export function createAuthorizer({
  store,
  enforced,
}: {
  store: ObjectStore;
  enforced: boolean;
}): Authorizer {
  const allowances: Allowance[] = [];
  let withheld: Withheld[] = [];

  const all = (plural: string, namespace?: string): KubeObject[] =>
    [...store.entries(`${rbac}/${plural}`, { namespace })].map((entry) => entry.object());

  function rulesOf(namespace: string, ref: Json): Rule[] {
    const [plural, where] = ref.kind === 'Role' ? ['roles', namespace] : ['clusterroles', ''];
    const role = store.get(`${rbac}/${plural}`, where, ref.name);
    if (!role) return [];
    return role.aggregationRule ? aggregated(role, all('clusterroles')) : (role.rules ?? []);
  }

  /** Rules that hold for a user: everywhere, and in one namespace. */
  function rulesFor(user: User, namespace: string | undefined): Rule[] {
    const bound = all('clusterrolebindings');
    if (namespace !== undefined) bound.push(...all('rolebindings', namespace));
    return [
      ...bound
        .filter(({ subjects = [] }) => subjects.some((subject: Json) => means(subject, user)))
        .flatMap(({ roleRef, metadata }) => rulesOf(metadata.namespace ?? '', roleRef)),
      ...allowances
        .filter((each) => each.word === user.word)
        .filter((each) => each.namespace === undefined || each.namespace === namespace)
        .flatMap(({ rules }) => rules),
    ];
  }

  return {
    grant(word, rules, { namespace } = {}) {
      allowances.push({ word, rules, namespace });
    },
    withhold(word, what = { resource: '*' }) {
      withheld.push({ word, ...what });
    },
    restore() {
      withheld = [];
    },
    may(user, asked) {
      if (withheld.some((each) => each.word === user.word && takes(each, asked))) return false;
      if (!enforced) return true;
      return rulesFor(user, asked.namespace).some((rule) => covers(rule, asked));
    },
    maySee(user, path) {
      if (!enforced) return true;
      return rulesFor(user, undefined).some(
        ({ verbs, nonResourceURLs = [] }) =>
          has(verbs, 'get') && nonResourceURLs.some((pattern) => fitsPath(pattern, path)),
      );
    },
  };
}

/** What an aggregated ClusterRole holds: the rules of all that its selectors name. */
export function aggregated(role: KubeObject, roles: KubeObject[]): Rule[] {
  const selectors: Json[] = role.aggregationRule?.clusterRoleSelectors ?? [];
  return roles
    .filter(({ metadata }) =>
      selectors.some(({ matchLabels = {} }) =>
        Object.entries(matchLabels).every(([key, value]) => metadata.labels?.[key] === value),
      ),
    )
    .flatMap((each) => (each.aggregationRule ? aggregated(each, roles) : (each.rules ?? [])));
}

function means(subject: Json, { name, groups }: User): boolean {
  if (subject.kind === 'User') return subject.name === name;
  return subject.kind === 'Group' && groups.includes(subject.name);
}

const has = (list: string[] | undefined, word: string) =>
  list?.includes('*') || list?.includes(word) || false;

function covers(rule: Rule, { verb, group, resource, name }: Asked): boolean {
  const subresource = resource.split('/')[1];
  const resources =
    has(rule.resources, resource) ||
    (subresource !== undefined && rule.resources?.includes(`*/${subresource}`));
  const { resourceNames = [] } = rule;
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    resources === true &&
    (resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name)))
  );
}

function takes(withheld: Withheld, { verb, group, resource, namespace }: Asked): boolean {
  return (
    (withheld.resource === '*' || withheld.resource === resource) &&
    (withheld.group === undefined || withheld.group === group) &&
    (withheld.verb === undefined || withheld.verb === verb) &&
    (withheld.namespace === undefined || withheld.namespace === namespace)
  );
}

function fitsPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
