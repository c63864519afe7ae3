/** Refusals of the Logs API, in its words. https://learn.microsoft.com/azure/azure-monitor/logs/api/errors */
import type { KqlError } from '../../kql/error.ts';
import { ArmError } from '../azure/errors.ts';
import type { Json } from '../fleet/wire.ts';

export class LogsError extends ArmError {
  override readonly body: Json;

  constructor(
    status: number,
    code: string,
    message: string,
    { innererror, headers }: { innererror?: Json; headers?: Record<string, string> } = {},
  ) {
    super(status, code, message, { headers });
    this.body = { error: { message, code, ...(innererror && { innererror }) } };
  }
}

export function badArgument(innererror: Json): LogsError {
  return new LogsError(400, 'BadArgumentError', 'The request had some invalid properties', {
    innererror,
  });
}

/** A mistake in a query, with its place; or what the sandbox does not run, by name. */
export function queryError({ code, message, start }: KqlError, query: string): LogsError {
  if (code === 'not-implemented')
    return badArgument({
      code: 'NotServedBySandbox',
      message: `The sandbox does not run this query: ${message}`,
    });
  if (code.startsWith('SYN'))
    return badArgument({
      code: 'SyntaxError',
      message: 'A recognition error occurred in the query.',
      innererror: { code, message, ...placeOf(query, start) },
    });
  return badArgument({
    code: 'SemanticError',
    message: 'A semantic error occurred.',
    innererror: { code, message, ...placeOf(query, start) },
  });
}

/** Lines count from one, positions in a line from zero. */
function placeOf(query: string, start: number | undefined): Json {
  if (start === undefined) return {};
  const lines = query.slice(0, start).split('\n');
  const token = /^\S+/.exec(query.slice(start))?.[0].slice(0, 40);
  return { line: lines.length, pos: lines.at(-1)?.length ?? 0, ...(token && { token }) };
}

export function throttled(message: string, retryAfterSeconds: number): LogsError {
  return new LogsError(429, 'ThrottledError', message, {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

export function insufficientAccess(
  message = 'The provided credentials have insufficient access to perform the requested operation',
): LogsError {
  return new LogsError(403, 'InsufficientAccessError', message);
}
