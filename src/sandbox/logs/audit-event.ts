/** Audit events as the API server writes them. https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
import type { Random } from './random.ts';

export interface Actor {
  username: string;
  groups?: string[];
  extra?: Record<string, string[]>;
  ip: string;
  agent: string;
}

/** One request, of which one or two stages are logged. */
export interface Call {
  /** Milliseconds. */
  at: number;
  actor: Actor;
  verb: string;
  /** `pods`, `deployments.apps/v1` or `pods/exec`; absent for a path that is no resource. */
  resource?: string;
  namespace?: string;
  name?: string;
  /** The path, where it is no resource; a query string where it is one. */
  path?: string;
  /** 200 unless said. */
  code?: number;
  /** `none` where the API server wrote no decision. */
  decision?: 'allow' | 'forbid' | 'none';
  /** Why, in the authorizer's words. */
  reason?: string;
  /** What the answer says, for refusals. */
  message?: string;
  annotations?: Record<string, string>;
  requestObject?: unknown;
  impersonated?: string;
  /** `ResponseComplete` alone unless said. */
  stages?: readonly ('ResponseStarted' | 'ResponseComplete')[];
}

interface AuditEvent {
  kind: 'Event';
  apiVersion: 'audit.k8s.io/v1';
  level: string;
  auditID: string;
  stage: string;
  requestURI: string;
  verb: string;
  user: { username?: string; groups?: string[]; extra?: Record<string, string[]> };
  impersonatedUser?: { username: string; groups: string[] };
  sourceIPs: string[];
  userAgent: string;
  objectRef?: Record<string, string>;
  responseStatus: Record<string, unknown>;
  requestObject?: unknown;
  requestReceivedTimestamp: string;
  stageTimestamp: string;
  annotations?: Record<string, string>;
}

/** Between client and API server there is a proxy of the control plane. */
const proxy = '172.31.22.97';
const reasons: Record<number, string> = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound' };
const kept = new Set(['secrets', 'configmaps', 'serviceaccounts', 'tokenreviews']);

/** An event, and when it was logged. */
export interface Happened {
  at: number;
  event: AuditEvent;
}

/** The events of a call, one for each stage. */
export function auditEvents(call: Call, random: Random): Happened[] {
  const auditID = random.id();
  return (call.stages ?? ['ResponseComplete']).map((stage, index) => {
    const at = call.at + index * 40;
    return { at, event: auditEvent(call, { auditID, stage, at }) };
  });
}

function auditEvent(
  call: Call,
  { auditID, stage, at }: { auditID: string; stage: string; at: number },
): AuditEvent {
  const { actor, verb, code = 200, decision = 'allow', reason = '', requestObject } = call;
  const { username, groups = ['system:authenticated'], extra, ip, agent } = actor;
  const unknown = code === 401;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: levelOf(call),
    auditID,
    stage,
    requestURI: uriOf(call),
    verb,
    user: unknown ? {} : { username, groups, ...(extra && { extra }) },
    ...(call.impersonated && {
      impersonatedUser: { username: call.impersonated, groups: ['system:authenticated'] },
    }),
    sourceIPs: ip.startsWith('172.31.') ? [ip] : [ip, proxy],
    userAgent: agent,
    ...(call.resource && { objectRef: objectRefOf(call) }),
    responseStatus: statusOf(call),
    ...(requestObject !== undefined && { requestObject }),
    requestReceivedTimestamp: micros(at - 20),
    stageTimestamp: micros(at),
    ...(!unknown &&
      decision !== 'none' && {
        annotations: {
          'authorization.k8s.io/decision': decision,
          'authorization.k8s.io/reason': reason,
          ...call.annotations,
        },
      }),
  };
}

function levelOf({ resource = '', verb, requestObject }: Call): string {
  if (requestObject !== undefined) return 'RequestResponse';
  const { name } = resourceOf(resource);
  if (kept.has(name) || resource === '') return 'Metadata';
  return ['get', 'list', 'watch'].includes(verb) ? 'Request' : 'Metadata';
}

/** `deployments.apps/v1` in its parts; `pods/exec` is of the core group. */
function resourceOf(resource: string) {
  const [left = '', right = ''] = resource.split('/');
  const [name = '', ...group] = left.split('.');
  const isCore = group.length === 0;
  return {
    name,
    group: group.join('.'),
    version: isCore ? 'v1' : right,
    subresource: isCore ? right : '',
  };
}

function objectRefOf({ resource = '', namespace, name: object }: Call): Record<string, string> {
  const { name, group, version, subresource } = resourceOf(resource);
  return {
    resource: name,
    ...(namespace && { namespace }),
    ...(object && { name: object }),
    ...(group && { apiGroup: group }),
    apiVersion: version,
    ...(subresource && { subresource }),
  };
}

function uriOf({ verb, resource, namespace, name: object, path = '' }: Call): string {
  if (!resource) return path;
  const { name, group, version, subresource } = resourceOf(resource);
  // What is created is named in the body.
  const isNamed = verb !== 'create' || subresource !== '';
  const parts = [
    group ? `/apis/${group}/${version}` : '/api/v1',
    namespace && `namespaces/${namespace}`,
    name,
    isNamed && object,
    subresource,
  ];
  return parts.filter(Boolean).join('/') + path;
}

function statusOf(call: Call): Record<string, unknown> {
  const { code = 200, message, resource = '', name: object } = call;
  if (code < 400) return { metadata: {}, code };
  const { name, group } = resourceOf(resource);
  return {
    metadata: {},
    status: 'Failure',
    ...((message ?? (code === 403 && forbiddenMessage(call))) && {
      message: message ?? forbiddenMessage(call),
    }),
    reason: reasons[code] ?? 'Invalid',
    ...(resource && {
      details: { ...(object && { name: object }), ...(group && { group }), kind: name },
    }),
    code,
  };
}

/** As Kubernetes 1.24 and later say it. */
function forbiddenMessage({ actor, verb, resource, namespace, name: object, path, reason }: Call) {
  const who = `User "${actor.username}" cannot ${verb}`;
  const why = reason ? `: ${reason}` : '';
  if (!resource) return `forbidden: ${who} path "${path}"${why}`;
  const { name, group, subresource } = resourceOf(resource);
  const full = subresource ? `${name}/${subresource}` : name;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  const subject = [group ? `${name}.${group}` : name, object && `"${object}"`].filter(Boolean);
  return `${subject.join(' ')} is forbidden: ${who} resource "${full}" in API group "${group}" ${where}${why}`;
}

function micros(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z');
}
