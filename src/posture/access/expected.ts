/** Which grants are as they should be: what Kubernetes and AKS bring, and what the configuration allows. */
import type { Grant } from './access.ts';
import { addOnAccounts, type DefaultBinding, defaultBindings, userFacing } from './defaults.ts';
import type { Power } from './powers.ts';
import { saySubject } from './subjects.ts';

export interface Site {
  /** Object ids of the Entra groups that AKS makes cluster administrators; undefined where not known. */
  adminGroups: readonly string[] | undefined;
  systemNamespaces: readonly string[];
  /** Patterns of subjects that the configuration allows for this check. */
  allowed: readonly string[];
}

/** `*` stands for anything. */
export function fitsPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  if (!text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

/** Nobody has to look at it. */
export function isExpected(grant: Grant, power: Power | 'everything', site: Site): boolean {
  const subject = saySubject(grant.subject);
  return (
    site.allowed.some((pattern) => fitsPattern(pattern, subject)) ||
    defaultsOf(grant, site).some(
      (one) =>
        one.powers?.includes(power) &&
        one.subjects.some((pattern) => fitsPattern(pattern, subject)),
    ) ||
    (power !== 'everything' && !beyondAddOns.includes(power) && isManagedByAks(grant, site))
  );
}

/** No add-on of AKS needs these. Anybody who may write a binding may write its marks, to hide one for himself. */
const beyondAddOns: readonly Power[] = [
  'escalate roles',
  'bind roles',
  'impersonate',
  'impersonate for some actions',
];

/** A binding that has the name and role of a default, and gives what the default does not. */
export function isWidened(grant: Grant, site: Site): boolean {
  return (
    defaultsOf(grant, site).length > 0 ||
    grant.binding.object.metadata.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults'
  );
}

function defaultsOf({ binding }: Grant, site: Site): DefaultBinding[] {
  const isIt = (one: DefaultBinding) =>
    fitsPattern(one.binding, binding.name) &&
    fitsPattern(one.role === '=' ? binding.name : one.role, binding.roleRef.name);
  const ofAdministrators = adminGroupsOf(site);
  return [...defaultBindings.filter(isIt), ...(isIt(ofAdministrators) ? [ofAdministrators] : [])];
}

/** https://learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id */
function adminGroupsOf({ adminGroups }: Site): DefaultBinding {
  return {
    binding: 'aks-cluster-admin-binding-aad',
    role: 'cluster-admin',
    subjects: (adminGroups ?? ['*']).map((id) => `Group ${id}`),
    powers: ['everything'],
  };
}

/**
 * What AKS keeps as it is: it undoes changes to what bears these marks.
 * https://github.com/kubernetes/kubernetes/tree/master/cluster/addons/addon-manager
 */
function isManagedByAks({ binding, subject }: Grant, { systemNamespaces }: Site): boolean {
  const { labels = {}, annotations = {} } = binding.object.metadata;
  const isMarked =
    labels['addonmanager.kubernetes.io/mode'] === 'Reconcile' ||
    labels['kubernetes.azure.com/managedby'] === 'aks' ||
    annotations['meta.helm.sh/release-name']?.startsWith('aks-managed-');
  return (
    isMarked === true &&
    subject.kind === 'ServiceAccount' &&
    // Every pod that names no account has this one.
    subject.name !== 'default' &&
    systemNamespaces.includes(subject.namespace ?? '') &&
    (subject.namespace !== 'kube-system' ||
      addOnAccounts.some((pattern) => fitsPattern(pattern, subject.name)))
  );
}

/** `admin` or `edit` for a person in one namespace of theirs: what these roles are there for. */
export function isDelegated(
  { binding, subject, placed, namespace }: Grant,
  power: Power,
  { systemNamespaces }: Site,
): boolean {
  return (
    namespace !== undefined &&
    !systemNamespaces.includes(namespace) &&
    subject.kind !== 'ServiceAccount' &&
    !subject.name.startsWith('system:') &&
    binding.roleRef.kind === 'ClusterRole' &&
    userFacing.bound.includes(binding.roleRef.name) &&
    userFacing.sources.includes(placed.role.metadata.name) &&
    userFacing.powers.includes(power)
  );
}
