import type { ForbiddenConfig } from './config.ts';
import type { ActorClass, DenialKind } from './types.ts';

/**
 * What Azure and Kubernetes run themselves in every cluster. `masterclient` is left out on purpose: it is the local
 * admin certificate, which a person holds.
 */
const platform = [
  'aksService',
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'system:cloud-controller-manager',
  'system:serviceaccount:kube-system:*',
  'system:serviceaccount:gatekeeper-system:*',
];

/** The local admin certificate of AKS. */
const localAdmins = new Set(['masterclient', 'kubernetes-admin', 'clusterAdmin']);

export interface Caller {
  actor: string;
  agents: readonly string[];
  groups: readonly string[];
}

/** Who calls: what the configuration says goes before what the name says. */
export function actorClass(caller: Caller, config: ForbiddenConfig): ActorClass {
  const { actor, agents, groups } = caller;
  const rule = config.actors.find(
    (each) =>
      fitsAny(each.users, actor) ||
      agents.some((agent) => fitsAny(each.agents, agent)) ||
      groups.some((group) => fitsAny(each.groups, group)),
  );
  if (rule) return rule.class;
  if (actor === '' || actor === 'system:anonymous') return 'anonymous';
  if (localAdmins.has(actor)) return 'local-admin';
  if (actor.startsWith('system:node:')) return 'node';
  if (actor.startsWith('system:serviceaccount:'))
    return fitsAny(platform, actor) ? 'system' : 'service-account';
  return actor.startsWith('system:') || fitsAny(platform, actor) ? 'system' : 'person';
}

/** What no component does by accident. */
const neverNoise = new Set<string>(['rbac-escalation', 'impersonation'] satisfies DenialKind[]);

/** Whether these refusals are what the platform does all day. A node that asks for many objects is not. */
export function isNoise(
  { actor, kind, names }: { actor: string; kind: string; names: number },
  config: ForbiddenConfig,
): boolean {
  if (neverNoise.has(kind)) return false;
  if (actor.startsWith('system:node:')) return names < config.manyNames;
  return fitsAny(platform, actor) || fitsAny(config.noise, actor);
}

/** A pattern is a text in which * stands for any text; letters' case does not count. */
function fitsAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => fits(pattern.toLowerCase(), text.toLowerCase()));
}

function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
