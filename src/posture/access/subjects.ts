/** Whom bindings name, and the groups that the API server adds to them by itself. */

// biome-ignore lint/suspicious/noExplicitAny: subjects come as the wire has them
type Json = any;

export interface Subject {
  kind: 'User' | 'Group' | 'ServiceAccount';
  name: string;
  /** Of a service account. */
  namespace?: string;
}

/** A user `system:serviceaccount:shop:web` is the service account `shop/web`. @param namespace of the binding. */
export function readSubject(raw: Json, namespace: string | undefined): Subject | undefined {
  const { kind, name } = raw ?? {};
  if (typeof name !== 'string' || name === '') return undefined;
  if (kind === 'ServiceAccount')
    return { kind, name, namespace: typeof raw.namespace === 'string' ? raw.namespace : namespace };
  if (kind === 'Group') return { kind, name };
  if (kind !== 'User') return undefined;
  const [, accountNamespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  return account && accountNamespace
    ? { kind: 'ServiceAccount', name: account, namespace: accountNamespace }
    : { kind, name };
}

/** `Group ops`, `ServiceAccount shop/web` */
export function saySubject({ kind, name, namespace }: Subject): string {
  return kind === 'ServiceAccount' ? `${kind} ${namespace ?? '?'}/${name}` : `${kind} ${name}`;
}

/**
 * Itself and its groups, as `saySubject` writes them. Groups of people stand in Entra ID and are not known here.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
export function identitiesOf(subject: Subject): Set<string> {
  const groups = {
    ServiceAccount: [
      'system:serviceaccounts',
      `system:serviceaccounts:${subject.namespace}`,
      'system:authenticated',
    ],
    User:
      subject.name === 'system:anonymous' ? ['system:unauthenticated'] : ['system:authenticated'],
    Group: [],
  }[subject.kind];
  return new Set([saySubject(subject), ...groups.map((group) => `Group ${group}`)]);
}
