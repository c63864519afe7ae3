import { isRestError } from '@azure/core-rest-pipeline';
import { AzureError, asAzureError, errorFromResponse } from './errors.ts';
import type { Json } from './json.ts';
import { innermost } from './logs-answer.ts';

/** What somebody lacks who may not query; the service does not name it. */
const queryPermission = 'Microsoft.OperationalInsights/workspaces/query/read';

/**
 * What the Logs API refused, as an AzureError. A mistake in the query is `invalid` with Kusto's own code and
 * words, and where in the query it is.
 * https://learn.microsoft.com/azure/azure-monitor/logs/api/errors
 */
export function asLogsError(error: unknown, what: string, signal?: AbortSignal): unknown {
  if (!isRestError(error) || !error.response || signal?.aborted)
    return asAzureError(error, what, signal);
  const { response } = error;
  const body = parse(response.bodyAsText);
  const inner = innermost(body?.error ?? {});
  const code = inner.code ?? body?.error?.code;
  switch (response.status) {
    case 400:
      return new AzureError('invalid', `${what}: ${said(inner)}${position(inner)}`, {
        status: 400,
        code,
        mayHaveArrived: false,
      });
    case 403: {
      const outer = errorFromResponse(response, what);
      if (outer.permission || !isMissingRight(body?.error?.code)) return outer;
      return new AzureError(
        'denied',
        `${outer.message}. It needs ${queryPermission}, which the role Log Analytics Data Reader has.`,
        { status: 403, code: outer.code, permission: queryPermission },
      );
    }
    case 504:
      return new AzureError(
        'server',
        `${what}: the query took longer than Azure lets it; a shorter time range may help`,
        { status: 504, code: code ?? 'GatewayTimeout' },
      );
    default:
      return errorFromResponse(response, what);
  }
}

function isMissingRight(code: unknown): boolean {
  return code === 'InsufficientAccessError' || code === 'AuthorizationFailed';
}

function said({ code, message }: Json): string {
  const text = [code, message].filter(Boolean).join(': ');
  return text ? `the query is wrong, ${text}` : 'Azure calls the query wrong and does not say why';
}

function position({ line, pos, token }: Json): string {
  if (typeof line !== 'number' || typeof pos !== 'number') return '';
  return ` (line ${line}, position ${pos}${token ? `, at "${token}"` : ''})`;
}

function parse(text: string | null | undefined): Json {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
