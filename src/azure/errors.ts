import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import { type AzureBody, parseAzureBody } from './error-body.ts';
import { retryAfterSeconds } from './retry-after.ts';

export type AzureErrorKind =
  | 'denied'
  | 'not-found'
  | 'conflict'
  | 'changed'
  | 'throttled'
  | 'unreachable'
  | 'invalid'
  | 'server';

export interface AzureErrorDetails {
  /** HTTP status, where Azure answered at all. */
  status?: number;
  /** Azure's own code (`OperationNotAllowed`), or the network's (`ECONNRESET`). */
  code?: string;
  /** How long Azure asks to wait; never more than 15 minutes. */
  retryAfterSeconds?: number;
  /** The permission that Azure says is missing, e.g. `Microsoft.Insights/diagnosticSettings/read`. */
  permission?: string;
  /** False where the request cannot have reached Azure: sending it again is safe, whatever it does. */
  mayHaveArrived?: boolean;
  cause?: unknown;
}

/** Whatever Azure, or the way to it, refuses. The message is one line that a person reads. */
export class AzureError extends Error {
  readonly kind: AzureErrorKind;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly permission: string | undefined;
  readonly mayHaveArrived: boolean;

  constructor(kind: AzureErrorKind, message: string, details: AzureErrorDetails = {}) {
    super(
      message.replaceAll(/\s+/g, ' ').trim(),
      details.cause ? { cause: details.cause } : undefined,
    );
    this.name = 'AzureError';
    this.kind = kind;
    this.status = details.status;
    this.code = details.code;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.permission = details.permission;
    this.mayHaveArrived = details.mayHaveArrived ?? true;
  }
}

/** Codes of a name server or a socket that say: nothing was sent. */
const neverSent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Names of the errors of @azure/identity and MSAL: no token, so no request. */
const noToken = new Set([
  'CredentialUnavailableError',
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
]);

/**
 * An answer that is no success, as an error.
 * @param what names the request for a person: "reading aks-prod-weu".
 */
export function errorFromResponse(
  { status, headers, bodyAsText }: Pick<PipelineResponse, 'status' | 'headers' | 'bodyAsText'>,
  what: string,
  parsed: AzureBody = parseAzureBody(bodyAsText),
): AzureError {
  const { code, message } = parsed;
  const kind = kindOf(status, code);
  const wait = retryAfterSeconds((name) => headers.get(name));
  const said = [code, message].filter(Boolean).join(': ') || 'without a reason';
  return new AzureError(kind, `${what}: Azure answered ${status}, ${shorten(said)}`, {
    status,
    code,
    retryAfterSeconds: wait,
    permission: message ? permissionIn(message) : undefined,
  });
}

/**
 * What the SDK threw, as an AzureError; what is neither Azure's nor the network's (an error of ours, an
 * abort that the caller asked for) comes back as it is.
 */
export function asAzureError(error: unknown, what: string, signal?: AbortSignal): unknown {
  if (error instanceof AzureError || signal?.aborted) return error;
  if (!(error instanceof Error)) return error;
  if (noToken.has(error.name))
    return new AzureError(
      'denied',
      `${what}: no token for Azure could be had (${shorten(error.message)})`,
      {
        code: error.name,
        mayHaveArrived: false,
        cause: error,
      },
    );
  if (isRestError(error)) {
    // The typed clients keep no raw body: they have already taken code and message from it.
    const { code, message } = error;
    if (error.response) return errorFromResponse(error.response, what, { code, message });
    return unreachable(what, error, error.code);
  }
  // Our own time limit: the caller's signal was looked at above.
  if (error.name === 'AbortError')
    return new AzureError('unreachable', `${what}: Azure did not answer in time`, {
      code: 'TIMEOUT',
      cause: error,
    });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code && /^E[A-Z_]{3,}$/.test(code) ? unreachable(what, error, code) : error;
}

function unreachable(what: string, error: Error, code: string | undefined): AzureError {
  return new AzureError(
    'unreachable',
    `${what}: Azure could not be reached (${code ?? shorten(error.message)})`,
    {
      code,
      mayHaveArrived: !(code && neverSent.has(code)),
      cause: error,
    },
  );
}

/** The kind that a status and Azure's code mean for whoever has to decide what to do next. */
function kindOf(status: number, code: string | undefined): AzureErrorKind {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404 || status === 410) return 'not-found';
  // AKS answers 409 EtagMismatch when its own copy moved meanwhile: the same remedy as 412, read again.
  if (status === 412 || code === 'EtagMismatch') return 'changed';
  if (status === 409) return 'conflict';
  if (status === 429) return 'throttled';
  if (status === 408 || status >= 500) return 'server';
  return 'invalid';
}

/** "… does not have authorization to perform action 'X' over scope …" */
function permissionIn(message: string): string | undefined {
  return /perform action '([A-Za-z0-9./*]+)'/.exec(message)?.[1];
}

function shorten(text: string, longest = 400): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
