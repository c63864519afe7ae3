/** Whether a change explains refusals. Pure; docs/forbidden.md tells people the rules. */
import type { Change } from '../types.ts';

/** What a change took, or may have taken, from somebody. */
export type Taken =
  /** A binding in Kubernetes; `namespace` is empty for one that holds everywhere. */
  | {
      kind: 'binding';
      name: string;
      namespace: string;
      /** Names whom it still binds, with the prefix of service accounts; null where the log does not tell. */
      stillBinds: readonly string[] | null;
    }
  /** A role in Kubernetes, changed or deleted. */
  | { kind: 'role'; name: string; namespace: string }
  /** An assignment of a role in Azure, by its GUID. */
  | { kind: 'assignment'; id: string; principalId: string | null };

export interface KnownChange extends Change {
  clusterId: string;
  /** Absent where a change takes nothing from anybody, or nobody can say what. */
  taken?: Taken;
}

/** Calls of one verb for one kind of thing in one namespace: when they were let through, and when refused. */
export interface Access {
  clusterId: string;
  actor: string;
  /** Object id in Entra ID; empty where there is none. */
  actorId: string;
  groups: readonly string[];
  verb: string;
  /** `pods/exec` */
  what: string;
  /** Empty for what is in none, and for all of them. */
  namespace: string;
  lastAllowed: string | null;
  firstRefused: string | null;
  /** In the authorizer's words, why it was let through. */
  allowedBy: readonly string[];
}

/**
 * So long a change may take to work: API servers watch roles and bindings, and Azure tells of its own within minutes.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
const effectMs: Record<Taken['kind'], number> = {
  binding: 10_000,
  role: 10_000,
  assignment: 10 * 60_000,
};

/**
 * Whether a change explains all of an actor's refusals. It does if each came after it, lies within what the change
 * reached, and was for something that this very binding, role or assignment let through before and no more.
 * @param accesses of one actor in one cluster
 */
export function explains(
  { at, taken }: Pick<KnownChange, 'at' | 'taken'>,
  refused: readonly Access[],
  accesses: readonly Access[],
): boolean {
  if (!taken || refused.length === 0) return false;
  const time = Date.parse(at);
  const through = accesses.filter((access) => wasThrough(taken, access));
  // What goes on working through it was not taken away.
  const gone = time + effectMs[taken.kind];
  if (through.some(({ lastAllowed }) => Date.parse(lastAllowed ?? '') > gone)) return false;
  return refused.every((each) => {
    if (each.firstRefused === null || Date.parse(each.firstRefused) < time) return false;
    // Of paths that are no resource the log is not asked which they were.
    if (!reaches(taken, each) || each.what === '') return false;
    return through.some(
      (before) =>
        before.what === each.what &&
        (before.namespace === each.namespace || before.namespace === '') &&
        isOneRight(before, each),
    );
  });
}

/** Whether something was let through by what the change took. */
function wasThrough(taken: Taken, { allowedBy, actor, actorId, groups }: Access): boolean {
  switch (taken.kind) {
    case 'binding': {
      if (taken.stillBinds?.some((name) => name === actor || groups.includes(name))) return false;
      const kind = taken.namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
      const name = taken.namespace === '' ? taken.name : `${taken.name}/${taken.namespace}`;
      return allowedBy.some((reason) => reason.startsWith(`RBAC: allowed by ${kind} "${name}"`));
    }
    case 'role': {
      const kind = taken.namespace === '' ? 'ClusterRole' : 'Role';
      return allowedBy.some((reason) => {
        if (
          !reason.startsWith('RBAC: allowed by ') ||
          !reason.includes(` of ${kind} "${taken.name}"`)
        )
          return false;
        // A Role is used by bindings of its own namespace alone.
        return taken.namespace === '' || reason.includes(`/${taken.namespace}" of `);
      });
    }
    case 'assignment': {
      const id = bare(taken.id);
      const isOwn =
        taken.principalId !== null &&
        [actor, actorId, ...groups].some((each) => bare(each) === bare(taken.principalId ?? ''));
      return allowedBy.some(
        (reason) =>
          reason.startsWith(azureAllowed) &&
          // Without the assignment in its words, the reason may mean another of the same caller.
          (reason === azureAllowed ? isOwn : bare(reason).includes(id)),
      );
    }
  }
}

/** https://github.com/kubeguard/guard/blob/master/authz/providers/azure/rbac/checkaccessreqhelper.go */
const azureAllowed = 'Access allowed by Azure RBAC';

function reaches(taken: Taken, { namespace }: Access): boolean {
  return taken.kind === 'assignment' || taken.namespace === '' || taken.namespace === namespace;
}

/** Rights that are given together as a rule; a caller that may make things need not be let read or delete them. */
const together = [
  ['get', 'list', 'watch'],
  ['update', 'patch'],
  ['delete', 'deletecollection'],
];

function isOneRight(before: Access, { verb, what }: Access): boolean {
  // One attempt comes as get and as create: https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
  if (/\/(?:exec|attach|portforward)$/.test(what)) return true;
  return (
    before.verb === verb ||
    together.some((verbs) => verbs.includes(before.verb) && verbs.includes(verb))
  );
}

/** GUIDs are written with hyphens and without. */
function bare(text: string): string {
  return text.replaceAll('-', '').toLowerCase();
}
