/** Refusals as an API server words them: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
import type { Json } from './wire.ts';

interface StatusOptions {
  details?: Json;
  /** Headers of the answer. */
  headers?: Record<string, string>;
  /** `metadata` of the Status, such as the token to go on with. */
  metadata?: Json;
}

export class KubeError extends Error {
  readonly code: number;
  readonly headers: Record<string, string>;
  readonly body: Json;

  constructor(code: number, reason: string, message: string, options: StatusOptions = {}) {
    super(message);
    const { details, headers = {}, metadata = {} } = options;
    this.name = 'KubeError';
    this.code = code;
    this.headers = headers;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    };
  }
}

interface Named {
  group: string;
  plural: string;
}

const inGroup = ({ group, plural }: Named) => (group ? `${plural}.${group}` : plural);
const detailsOf = ({ group, plural }: Named, name: string, causes?: Json[]) => ({
  name,
  ...(group && { group }),
  kind: plural,
  ...(causes && { causes }),
});

export function notFound(resource: Named, name: string): KubeError {
  return new KubeError(404, 'NotFound', `${inGroup(resource)} "${name}" not found`, {
    details: detailsOf(resource, name),
  });
}

/** Nothing is served below the path. */
export function noSuchPath(): KubeError {
  return new KubeError(404, 'NotFound', 'the server could not find the requested resource', {
    details: {},
  });
}

export function badRequest(message: string): KubeError {
  return new KubeError(400, 'BadRequest', message);
}

export function alreadyExists(resource: Named, name: string): KubeError {
  return new KubeError(409, 'AlreadyExists', `${inGroup(resource)} "${name}" already exists`, {
    details: detailsOf(resource, name),
  });
}

export function conflict(resource: Named, name: string, why: string): KubeError {
  return new KubeError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${inGroup(resource)} "${name}": ${why}`,
    { details: detailsOf(resource, name) },
  );
}

export interface Invalid {
  field: string;
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueForbidden'
    | 'FieldValueNotSupported';
  message: string;
}

export function invalid(kind: Named & { kind: string }, name: string, found: Invalid[]): KubeError {
  const words = found.map(({ field, message }) => `${field}: ${message}`);
  const all = words.length === 1 ? words[0] : `[${words.join(', ')}]`;
  const title = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return new KubeError(422, 'Invalid', `${title} "${name}" is invalid: ${all}`, {
    details: {
      name,
      ...(kind.group && { group: kind.group }),
      kind: kind.kind,
      causes: found.map(({ field, reason, message }) => ({ reason, message, field })),
    },
  });
}

export function unauthorized(): KubeError {
  return new KubeError(401, 'Unauthorized', 'Unauthorized');
}

export function tooManyRequests(retryAfterSeconds: number): KubeError {
  return new KubeError(
    429,
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
    {
      details: { retryAfterSeconds },
      headers: { 'retry-after': String(retryAfterSeconds) },
    },
  );
}

/** A page that is too old: the token inside goes on, at the price of consistency. */
export function expired(continueToken: string): KubeError {
  return new KubeError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    { metadata: { continue: continueToken } },
  );
}

/** What the real one serves and this one does not, by name. */
export function notServedHere(what: string): KubeError {
  return new KubeError(501, 'NotImplemented', `the sandbox does not serve ${what}`);
}
