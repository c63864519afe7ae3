export interface AzureBody {
  code?: string;
  message?: string;
}

/**
 * Azure's code and message from the body of an error. Resource Manager wraps them in `error`, AKS at times
 * does not.
 */
export function parseAzureBody(text: string | null | undefined): AzureBody {
  let body: unknown;
  try {
    body = JSON.parse(text ?? '');
  } catch {
    return {};
  }
  if (!isRecord(body)) return {};
  const error = isRecord(body.error) ? body.error : body;
  return { code: stringOf(error.code), message: stringOf(error.message) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
