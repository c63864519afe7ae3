import { once } from 'node:events';
import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type Answer, readAnswer } from './answer.ts';
import { errorOfAnswer, KubernetesError } from './errors.ts';
import { type ListBytes, listIn } from './list-bytes.ts';
import { createPageMemory, type PageMemory } from './page-memory.ts';
import { type RetryOptions, retrying } from './retries.ts';

// biome-ignore lint/suspicious/noExplicitAny: the wire holds properties that no model knows
export type Json = any;

interface ServerAddress {
  /** `https://aks-weu-1.hcp.westeurope.azmk8s.io:443` */
  server: string;
  /** The certificate authority of the cluster, PEM in base64; undefined over plain http, which only the sandbox has. */
  caData?: string;
}

interface GetOptions {
  /** Names the request for a person: "listing pods". */
  what: string;
  accept?: string;
  signal?: AbortSignal;
}

interface ListOptions extends GetOptions {
  /** Where the bytes are kept, until it is used for another answer. */
  memory: PageMemory;
  /** Waited for before the answer is taken apart: what can begin meanwhile begins here. */
  onBody?: (body: Buffer) => Promise<void>;
}

interface SendOptions {
  /** Names the request for a person: "applying NetworkPolicy shop/web". */
  what: string;
  contentType?: string;
  body?: Json;
}

/** An API server that is asked as one identity; nothing but GET is ever sent. */
export interface KubernetesConnection {
  /** @throws KubernetesError, and what `token` throws */
  get(path: string, options: GetOptions): Promise<Json>;
  /** One page of a list, of which each item is made when it is asked for. @throws as `get` */
  list(path: string, options: ListOptions): Promise<ListBytes>;
  /** What the server showed in the first answer; undefined before it, and over plain http. */
  certificate(): { subject: string; issuer: string; validTo: string } | undefined;
  close(): void;
}

/** As the identity that changes things. */
export interface WritingConnection extends KubernetesConnection {
  /** Sent once, and never again by itself. @throws KubernetesError, and what `token` throws */
  send(method: 'PATCH' | 'DELETE', path: string, options: SendOptions): Promise<Json>;
}

export interface ConnectOptions extends ServerAddress {
  /** A bearer token of the reading identity; asked for again with every request. */
  token: () => Promise<string>;
  /** For the connection to stand; a private or closed server lets it hang. */
  connectTimeoutMs?: number;
  /** For one attempt, with its answer. */
  timeoutMs?: number;
  retries?: RetryOptions;
  /** Where HTTPS_PROXY and NO_PROXY are looked up: the environment, unless said. */
  proxy?: NodeJS.ProcessEnv;
}

/**
 * A connection that trusts the cluster's own certificate authority alone. What comes back is the raw JSON: models of
 * the client library would drop what they do not know, and loading them takes 80 MB.
 */
export function connectKubernetes(options: ConnectOptions): KubernetesConnection {
  const { send: _send, ...reading } = connectForChanges(options);
  return reading;
}

/** As `connectKubernetes`, for what changes things. */
export function connectForChanges({
  server,
  caData,
  token,
  connectTimeoutMs = 8_000,
  timeoutMs = 60_000,
  retries,
  proxy = process.env,
}: ConnectOptions): WritingConnection {
  const isPlain = server.startsWith('http:');
  const agent = isPlain
    ? new PlainAgent({ keepAlive: true })
    : new SecureAgent({
        keepAlive: true,
        // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
        rejectUnauthorized: true,
        ca: caData === undefined ? undefined : Buffer.from(caData, 'base64'),
        proxyEnv: proxyFor(proxy),
      });
  let certificate: ReturnType<KubernetesConnection['certificate']>;

  async function attempt(
    path: string,
    { what, accept, signal, memory, method = 'GET', contentType, body }: Attempt,
  ): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${await token()}`,
      accept: accept ?? 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'drawbridge',
      ...(text !== undefined && {
        'content-type': contentType ?? 'application/json',
        // Node says no length of itself with DELETE.
        'content-length': String(Buffer.byteLength(text)),
      }),
    };
    const late = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, late]) : late;
    const send = isPlain ? plainRequest : secureRequest;
    const url = `${server.replace(/\/$/, '')}${path}`;
    const request = send(url, { method, headers, agent, signal: either });
    const slow = setTimeout(() => request.destroy(notConnected), connectTimeoutMs);
    request.once('socket', (socket) => {
      // A connection that is used again stands already.
      if (!socket.connecting) clearTimeout(slow);
      else socket.once(isPlain ? 'connect' : 'secureConnect', () => clearTimeout(slow));
    });
    try {
      const arrives = once(request, 'response');
      request.end(text);
      const [response] = await arrives;
      clearTimeout(slow);
      if (!isPlain) certificate ??= certificateOf(response.socket as TLSSocket);
      return await readAnswer(response, { what, memory: memory ?? createPageMemory() });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof KubernetesError) throw error;
      throw unreachable(what, late.aborted ? notAnswered : error);
    } finally {
      clearTimeout(slow);
    }
  }

  return {
    async get(path, options) {
      const { what, signal } = options;
      const answer = await retrying(() => attempt(path, options), { ...retries, signal });
      return parsed(answer, what, [200], jsonIn);
    },
    async list(path, options) {
      const { what, signal, onBody } = options;
      const answer = await retrying(() => attempt(path, options), { ...retries, signal });
      if (answer.status === 200) await onBody?.(answer.body);
      const { around, items } = parsed(answer, what, [200], listIn);
      return { around, items: () => wellFormed(items(), what) };
    },
    async send(method, path, options) {
      const answer = await attempt(path, { ...options, method });
      return parsed(answer, options.what, [200, 201, 202], jsonIn);
    },
    certificate: () => certificate,
    close: () => agent.destroy(),
  };
}

/** The same variables as Azure's clients heed, in the same order, in capitals or small letters. */
function proxyFor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const of = (name: string) => env[name] || env[name.toLowerCase()];
  const through = of('HTTPS_PROXY') || of('ALL_PROXY') || of('HTTP_PROXY');
  return through ? { HTTPS_PROXY: through, NO_PROXY: of('NO_PROXY') } : {};
}

type Attempt = GetOptions &
  Partial<SendOptions & ListOptions> & { method?: 'GET' | 'PATCH' | 'DELETE' };

function jsonIn(body: Buffer): Json {
  return JSON.parse(body.toString('utf8'));
}

/** @throws KubernetesError */
function parsed<T>(
  { status, body }: Answer,
  what: string,
  fine: readonly number[],
  parse: (body: Buffer) => T,
): T {
  if (!fine.includes(status)) throw errorOfAnswer({ status, body: body.toString('utf8') }, what);
  try {
    return parse(body);
  } catch (cause) {
    throw notJson(what, cause);
  }
}

function* wellFormed(items: Iterable<Json>, what: string): Generator<Json> {
  try {
    yield* items;
  } catch (cause) {
    throw notJson(what, cause);
  }
}

function notJson(what: string, cause: unknown): KubernetesError {
  const message = `${what}: the API server answered with something that is not JSON`;
  return new KubernetesError('server', message, { status: 200, cause });
}

const notConnected = Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
const notAnswered = Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' });

function unreachable(what: string, error: unknown): KubernetesError {
  const { code, message } = error as { code?: string; message?: string };
  const why = code ?? message ?? String(error);
  const text = `${what}: the API server could not be reached (${why})`;
  return new KubernetesError('unreachable', text, {
    help: 'Check that this process reaches the API server (network, DNS, firewall, authorized IP ranges of the cluster), then try again.',
    cause: error,
  });
}

function certificateOf(socket: TLSSocket): ReturnType<KubernetesConnection['certificate']> {
  const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
  if (!validTo) return undefined;
  const name = (of: typeof subject) => String(of?.CN ?? '');
  return {
    subject: name(subject),
    issuer: name(issuer),
    validTo: new Date(validTo).toISOString(),
  };
}
