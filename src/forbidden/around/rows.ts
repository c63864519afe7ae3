/** What the queries about what else happened answer. */
import type { Around, Sighting } from '../types.ts';
import type { Access, KnownChange, Taken } from './explains.ts';

/** Of queries/succeeded.kql. */
export interface SucceededRow {
  Cluster: string;
  Actor: string;
  Ip: string;
  What: string;
  Namespace: string;
  Calls: number;
  First: string;
  Last: string;
}

/** Of queries/accesses.kql. */
export interface AccessRow {
  Cluster: string;
  Actor: string;
  Verb: string;
  What: string;
  Namespace: string;
  LastAllowed: string | null;
  FirstRefused: string | null;
  AllowedBy: string[];
  ActorId: string | null;
  Groups: string[];
}

/** Of queries/rights-changed.kql. */
export interface RightsRow {
  Cluster: string;
  Actor: string;
  Verb: string;
  Resource: string;
  Namespace: string;
  Object: string;
  At: string;
  /** Of a binding that was written: its subjects as JSON, where the log has them. */
  Subjects: string | null;
  Role: string | null;
  /** 0 for a patch of labels and the like, which takes nothing from anybody. */
  Touches: number;
}

export function accessOf(row: AccessRow): Access {
  return {
    clusterId: row.Cluster,
    actor: row.Actor,
    actorId: row.ActorId ?? '',
    groups: row.Groups.flatMap((text) => listIn(text)).map(String),
    verb: row.Verb,
    what: row.What,
    namespace: row.Namespace,
    lastAllowed: row.LastAllowed,
    firstRefused: row.FirstRefused,
    allowedBy: row.AllowedBy,
  };
}

/** What a caller was let do from the addresses of its refusals, at most so long before the first and after the last. */
export function succeededOf(
  { clusterId, actor, addresses, distinct, first, last }: Sighting,
  rows: readonly SucceededRow[],
  nearMs: number,
): Around['succeeded'] {
  // Of a caller with more addresses than are kept, all that it was let do is told.
  const areKnown = addresses.length > 0 && addresses.length >= distinct.addresses;
  const found = new Map<string, Around['succeeded'][number]>();
  for (const row of rows) {
    if (row.Cluster !== clusterId || row.Actor !== actor) continue;
    if (row.Ip !== '' && areKnown && !addresses.includes(row.Ip)) continue;
    if (Date.parse(row.Last) < Date.parse(first) - nearMs) continue;
    if (Date.parse(row.First) > Date.parse(last) + nearMs) continue;
    const what = row.Namespace === '' ? row.What : `${row.What} in ${row.Namespace}`;
    const known = found.get(what);
    found.set(what, {
      what,
      calls: (known?.calls ?? 0) + row.Calls,
      first: known && Date.parse(known.first) < Date.parse(row.First) ? known.first : row.First,
      last: known && Date.parse(known.last) > Date.parse(row.Last) ? known.last : row.Last,
    });
  }
  return [...found.values()].sort((a, b) => Date.parse(b.last) - Date.parse(a.last));
}

const kinds: Record<string, string> = {
  rolebindings: 'RoleBinding',
  clusterrolebindings: 'ClusterRoleBinding',
  roles: 'Role',
  clusterroles: 'ClusterRole',
};

const verbs: Record<string, string> = {
  create: 'made',
  delete: 'deleted',
  deletecollection: 'deleted several of',
};

export function changeOf(row: RightsRow): KnownChange {
  const { Cluster, Actor, Verb, Resource, Namespace, Object: name } = row;
  const kind = kinds[Resource] ?? Resource;
  const taken = takenBy(row);
  const role = row.Role ? ` to the role ${row.Role}` : '';
  const place = Namespace === '' ? '' : ` in ${Namespace}`;
  const named = name === '' ? '' : ` ${name}`;
  return {
    clusterId: Cluster,
    at: row.At,
    by: Actor,
    what: `${row.Touches === 0 ? 'changed labels or annotations of' : (verbs[Verb] ?? 'changed')} ${kind}${named}${place}${role}`,
    ...(taken && { taken }),
  };
}

function takenBy(row: RightsRow): Taken | null {
  const { Verb, Resource, Namespace, Object: name, Subjects, Touches } = row;
  if (Verb === 'create' || name === '' || Touches === 0) return null;
  switch (Resource) {
    case 'rolebindings':
    case 'clusterrolebindings':
      return {
        kind: 'binding',
        name,
        namespace: Namespace,
        stillBinds: Verb === 'delete' ? [] : subjectsIn(Subjects),
      };
    case 'roles':
    case 'clusterroles':
      return { kind: 'role', name, namespace: Namespace };
    default:
      return null;
  }
}

/** The names under which subjects call; null where the log does not hold them. */
function subjectsIn(text: string | null): string[] | null {
  if (!text) return null;
  return listIn(text).flatMap((subject) => {
    if (typeof subject !== 'object' || subject === null) return [];
    const { kind, name, namespace } = subject as Record<string, unknown>;
    return kind === 'ServiceAccount'
      ? [`system:serviceaccount:${namespace}:${name}`]
      : [String(name)];
  });
}

function listIn(text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
