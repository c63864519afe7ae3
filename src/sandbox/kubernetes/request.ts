/** What a request asks of which resource, and the refusal if that is not allowed. */
import type { ApiServer } from './cluster.ts';
import { KubeError } from './status.ts';
import type { User } from './users.ts';

export interface Target {
  group: string;
  version: string;
  plural: string;
  subresource?: string;
  /** Empty for a request that names none. */
  namespace: string;
  /** Empty for a list. */
  name: string;
}

/** Reads a path below the cluster, such as `/api/v1/namespaces/shop/pods`; undefined where it names no resource. */
export function targetOf(path: string): Target | undefined {
  const [root, ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const group = root === 'apis' ? (rest.shift() ?? '') : '';
  const version = rest.shift() ?? '';
  if ((root !== 'api' && root !== 'apis') || rest.length === 0) return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const [plural = '', name = '', subresource] = inNamespace ? rest.slice(2) : rest;
  const namespace = inNamespace ? (rest[1] ?? '') : '';
  return { group, version, plural, subresource, namespace, name };
}

const verbs: Record<string, string> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

export function verbOf(method: string, { name }: Target): string {
  return verbs[method] ?? (name ? 'get' : 'list');
}

/** @throws KubeError 403 */
export function checkMay(server: ApiServer, { user, verb, target, azureRbac }: Attempt): void {
  const { group, plural, subresource, namespace, name } = target;
  const resource = subresource ? `${plural}/${subresource}` : plural;
  // A namespace is read within itself.
  const scope = plural === 'namespaces' && name ? name : namespace;
  const asked = {
    verb,
    group,
    resource,
    ...(scope && { namespace: scope }),
    ...(name && { name }),
  };
  if (!server.authorizer.may(user, asked)) throw forbidden({ user, verb, target, azureRbac });
}

interface Attempt {
  user: User;
  verb: string;
  target: Target;
  /** Whether Azure was asked too, as it then says. */
  azureRbac: boolean;
}

export function forbidden({ user, verb, target, azureRbac }: Attempt): KubeError {
  const { group, plural, subresource, namespace, name } = target;
  const resource = subresource ? `${plural}/${subresource}` : plural;
  const subject = `${group ? `${plural}.${group}` : plural}${name && ` "${name}"`}`;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const azure = azureRbac
    ? ': User does not have access to the resource in Azure. Update role assignment to allow access.'
    : '';
  return new KubeError(
    403,
    'Forbidden',
    `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${azure}`,
    { details: { ...(name && { name }), ...(group && { group }), kind: plural } },
  );
}

/** @throws KubeError 403 */
export function checkMaySee(server: ApiServer, user: User, path: string): void {
  if (server.authorizer.maySee(user, path)) return;
  throw new KubeError(
    403,
    'Forbidden',
    `forbidden: User "${user.name}" cannot get path "${path}"`,
    { details: {} },
  );
}
