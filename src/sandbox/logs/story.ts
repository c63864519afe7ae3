/** Something that happens in a cluster and that somebody should hear of. */
import type { Actor, Call } from './audit-event.ts';
import type { Scene } from './scene.ts';

export interface Activity {
  at: number;
  caller: string;
  ip: string;
  /** `Microsoft.Authorization/roleAssignments/delete` */
  operation: string;
  /** Below the cluster: `/providers/Microsoft.Authorization/roleAssignments/…`. */
  below?: string;
  properties?: Record<string, unknown>;
}

export interface Told {
  calls: Call[];
  /** What the activity log says of it. */
  activity?: Activity[];
  /** What guard, the webhook that asks Entra ID and Azure RBAC, writes. */
  guard?: { at: number; message: string }[];
}

export interface Story {
  title: string;
  /** @param at when it begins, in milliseconds */
  tell(at: number, scene: Scene): Told;
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** A call that was refused for want of a role. */
export function refused(call: Omit<Call, 'code' | 'decision'>): Call {
  return { ...call, code: 403, decision: 'forbid' };
}

/** `kubectl exec` since 1.30: a WebSocket (get), and where that is refused SPDY (create). */
export function refusedExec(
  actor: Actor,
  at: number,
  { namespace, pod }: { namespace: string; pod: string },
): Call[] {
  const query = '?command=sh&container=main&stdin=true&stdout=true&tty=true';
  return ['get', 'create'].map((verb, index) =>
    refused({
      at: at + index * 300,
      actor,
      verb,
      resource: 'pods/exec',
      namespace,
      name: pod,
      path: query,
      stages: ['ResponseStarted', 'ResponseComplete'],
    }),
  );
}

/** The same thing several times, evenly spaced. */
export function repeated(
  { from, every, times }: { from: number; every: number; times: number },
  make: (at: number, index: number) => Call,
): Call[] {
  return Array.from({ length: times }, (_, index) => make(from + index * every, index));
}
