export type KubernetesErrorKind =
  | 'denied'
  | 'unauthorized'
  | 'not-found'
  | 'expired'
  | 'unreachable'
  | 'private'
  | 'no-entra'
  | 'stopped'
  | 'throttled'
  | 'unsafe'
  | 'too-large'
  | 'server';

/** Whatever an API server, or the way to it, refuses. `message` and `help` are a sentence each; no token is in them. */
export class KubernetesError extends Error {
  readonly kind: KubernetesErrorKind;
  readonly help: string | undefined;
  readonly status: number | undefined;

  constructor(
    kind: KubernetesErrorKind,
    message: string,
    { help, status, cause }: { help?: string; status?: number; cause?: unknown } = {},
  ) {
    super(oneLine(message), cause === undefined ? undefined : { cause });
    this.name = 'KubernetesError';
    this.kind = kind;
    this.help = help;
    this.status = status;
  }
}

/** Kubernetes answers a `Status`; what stands between may answer anything. */
export function errorOfAnswer(
  { status, body }: { status: number; body: string },
  what: string,
): KubernetesError {
  const said = shorten(messageIn(body)) || 'without a reason';
  const message = `${what}: the API server answered ${status}, ${said}`;
  const details = { status, help: helps[status] };
  return new KubernetesError(kindOf(status), message, details);
}

const helps: Record<number, string> = {
  401: 'The API server does not know the reading identity: check that the cluster trusts the tenant of AZURE_CLIENT_ID.',
  403: 'Apply deploy/kubernetes-cluster-role.yaml, and bind it to the object id of the reading identity.',
  404: 'What answered may not be the API server: check what stands between it and this process.',
  410: 'Too much changed while it was read: try again in a quieter minute.',
  429: 'The API server is busy: try again in some minutes.',
};

function kindOf(status: number): KubernetesErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 410) return 'expired';
  if (status === 429) return 'throttled';
  return 'server';
}

function messageIn(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return body;
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function shorten(text: string, longest = 300): string {
  const line = oneLine(text);
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
