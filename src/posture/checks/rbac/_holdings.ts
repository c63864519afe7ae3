/** Who holds a power and should not: what is left when expected grants are taken away, the worst first. */
import { type Access, chainOf, type Grant, readAccess } from '../../access/access.ts';
import { rulesOf } from '../../access/aggregate.ts';
import { isDelegated, isExpected, isWidened, type Site } from '../../access/expected.ts';
import { isOwnReader } from '../../access/own-reader.ts';
import { holdersOf, holdersOfEverything, type Power, takeOver } from '../../access/powers.ts';
import { grants, isEverything, type Rule, ruleAsWritten } from '../../access/rules.ts';
import { saySubject } from '../../access/subjects.ts';
import type { Look } from '../../look.ts';
import type { Evidence } from '../../types.ts';

export interface Holding {
  subject: string;
  power: Power | 'everything';
  grant: Grant;
}

export interface Holders {
  /** One for each subject and place, the worst first. */
  found: Holding[];
  /** Subjects that hold the power only on objects named in their rule, where that is harmless. */
  restricted: string[];
  /** People who hold it by `admin` or `edit` in one namespace. */
  delegated: string[];
  /** Drawbridge itself, where it reads this cluster as its own role lets it. */
  own: string[];
}

const accesses = new WeakMap<object, { roles: unknown; access: Access }>();

/** Resolved once, and then for every check that looks at the same objects. */
export function accessOf({ objects }: Look): Access {
  const roleBindings = objects('roleBindings').items;
  const roles = objects('roles').items;
  const known = accesses.get(roleBindings);
  if (known?.roles === roles) return known.access;
  const access = readAccess({ roles, roleBindings });
  accesses.set(roleBindings, { roles, access });
  return access;
}

export function siteOf(look: Look, check: string): Site {
  const { config } = look;
  const path = 'properties.aadProfile.adminGroupObjectIDs';
  return {
    adminGroups: look.wasRead('managedCluster')
      ? (look.cluster.texts(path).value ?? [])
      : undefined,
    systemNamespaces: config.systemNamespaces,
    allowed: config.allowedSubjects
      .filter(({ checks }) => checks.includes(check))
      .map(({ subject }) => subject),
  };
}

/** Who can do everything in the cluster, or in a namespace of the system, from where the cluster can be had. */
export function administrators(look: Look, site: Site): Holders {
  const strong = holdersOfEverything(accessOf(look)).filter((grant) => isStrong(grant, site));
  const found = strong.filter((grant) => !isExpected(grant, 'everything', site));
  return { found: worst(found, 'everything', site), restricted: [], delegated: [], own: [] };
}

/** Those who can do everything in the cluster are left to AKS-RBAC-001. */
export function holders(look: Look, power: Power, site: Site): Holders {
  const access = accessOf(look);
  const others = holdersOf(access, power).filter(
    (grant) => !(isEverything(grant.placed.rule) && isStrong(grant, site)),
  );
  const isOwn = ({ binding }: Grant) => isOwnReader(binding);
  const unexpected = others.filter((grant) => !isExpected(grant, power, site) && !isOwn(grant));
  const delegated = new Set(unexpected.filter((grant) => isDelegated(grant, power, site)));
  const isHarmless = (grant: Grant) =>
    grant.names !== undefined && !reachesFurther(grant, power, look, access);
  const counted = unexpected.filter((grant) => !delegated.has(grant) && !isHarmless(grant));
  const found = worst(counted, power, site);
  const subjects = new Set(found.map(({ subject }) => subject));
  const namesOf = (list: Grant[]) =>
    [...new Set(list.map(({ subject }) => saySubject(subject)))].filter(
      (subject) => !subjects.has(subject),
    );
  return {
    found,
    restricted: namesOf(unexpected.filter(isHarmless)),
    delegated: namesOf([...delegated]),
    own: namesOf(others.filter(isOwn)),
  };
}

/** In every namespace, or in one of the system. */
export function isStrong({ namespace }: Grant, { systemNamespaces }: Site): boolean {
  return namespace === undefined || systemNamespaces.includes(namespace);
}

/** A right on named objects that is as good as more: `bind` of a strong role, the token of a strong account. */
function reachesFurther(grant: Grant, power: Power, look: Look, access: Access): boolean {
  const names = grant.names ?? [];
  if (power === 'bind roles') return names.some((name) => isStrongRole(name, look));
  if (power === 'issue tokens of service accounts' || power.startsWith('impersonate'))
    return names.some((name) => isStrongSubject(name, grant, access));
  if (power === 'change ConfigMaps') return names.some((name) => name.startsWith('coredns'));
  return (
    power === 'escalate roles' ||
    power === 'reach the kubelet through nodes/proxy' ||
    power === 'approve certificate requests'
  );
}

function isStrongRole(name: string, { objects }: Look): boolean {
  const roles = objects('roles').items;
  const role = roles.find((one) => one.metadata.name === name);
  const builtIn = ['cluster-admin', 'admin', 'edit'].includes(name);
  return role ? rulesOf(role, roles).some(({ rule }) => isTakeOver(rule)) : builtIn;
}

function isStrongSubject(name: string, { namespace }: Grant, access: Access): boolean {
  if (name === 'system:masters') return true;
  return access.bindings.some(
    (binding) =>
      binding.rules.some(({ rule }) => isTakeOver(rule)) &&
      binding.subjects.some(
        (subject) =>
          subject?.name === name &&
          (subject.kind !== 'ServiceAccount' ||
            namespace === undefined ||
            subject.namespace === namespace),
      ),
  );
}

function isTakeOver(rule: Rule): boolean {
  return takeOver.some((right) => grants(rule, right));
}

function rank({ namespace, names }: Grant, { systemNamespaces }: Site): number {
  const place = namespace === undefined ? 0 : systemNamespaces.includes(namespace) ? 1 : 2;
  return place + (names === undefined ? 0 : 3);
}

/** Of several ways to the same, the shortest is told; who holds it everywhere is not told again for a namespace. */
function worst(list: readonly Grant[], power: Power | 'everything', site: Site): Holding[] {
  const everywhere = new Set(
    list.filter((one) => rank(one, site) === 0).map(({ subject }) => saySubject(subject)),
  );
  const seen = new Set<string>();
  return list
    .map((grant) => ({ grant, subject: saySubject(grant.subject), power, rank: rank(grant, site) }))
    .filter((one) => one.rank === 0 || !everywhere.has(one.subject))
    .toSorted((left, right) => left.rank - right.rank || (left.subject < right.subject ? -1 : 1))
    .filter(({ subject, grant }) => {
      const key = `${subject} ${grant.namespace ?? ''}`;
      return !seen.has(key) && seen.add(key);
    });
}

const most = 100;

/** `ClusterRoleBinding ops → ClusterRole edit → rules[0]` and the rule, for the first hundred. */
export function evidenceOf({ objects }: Look, found: readonly Holding[], site: Site): Evidence[] {
  const { seen } = objects('roleBindings');
  return found.slice(0, most).map(({ subject, grant }) => {
    const path = isWidened(grant, site) ? `${chainOf(grant)} (a default, widened)` : chainOf(grant);
    return seen(subject, path, ruleAsWritten(grant.placed.rule));
  });
}

const mostNamed = 5;

/** `Group ops (everywhere), ServiceAccount shop/web (in shop) and 3 more` */
export function sayHoldings(found: readonly Holding[]): string {
  const said = found.slice(0, mostNamed).map(({ subject, grant: { namespace, names } }) => {
    const where = namespace === undefined ? 'everywhere' : `in ${namespace}`;
    return `${subject} (${where}${names ? `, only ${names.slice(0, 3).join(', ')}` : ''})`;
  });
  const more = found.length - said.length;
  return `${said.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
