import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
} from '@azure/core-rest-pipeline';
import type { PacingOptions } from './pacing.ts';

const sandboxToken = /^Bearer sandbox-[a-z]+$/;

/**
 * Sends every request to a stand-in on this machine instead of to Azure. The SDK believes that it speaks
 * https, so its whole pipeline, tokens included, stays as it is in production.
 * A token that is not the sandbox's own is left out: plain http is no place for a real one.
 * @throws Error if the address is not http on a loopback address.
 */
export function rerouting(baseUrl: string): HttpClient {
  const base = onThisMachine(baseUrl);
  const client = createDefaultHttpClient();

  return {
    async sendRequest(request) {
      const { pathname, search } = new URL(request.url);
      const headers = createHttpHeaders(request.headers.toJSON({ preserveCase: true }));
      if (!sandboxToken.test(headers.get('authorization') ?? '')) headers.delete('authorization');
      const response = await client.sendRequest({
        ...request,
        url: `${base.origin}${pathname}${search}`,
        headers,
        allowInsecureConnection: true,
      });
      return { ...response, request };
    },
  };
}

/** @throws Error if the address is not on a loopback address, or speaks another protocol */
function onThisMachine(baseUrl: string, protocols: readonly string[] = ['http:']): URL {
  const base = new URL(baseUrl);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(base.hostname);
  if (!isHere || !protocols.includes(base.protocol))
    throw new Error(
      `"${baseUrl}" is not on this machine: a stand-in must be at ${protocols[0]}//127.0.0.1:PORT`,
    );
  return base;
}

/**
 * Where the stand-in answers for an API server, and the only kind of token that may go there.
 * @throws Error if the address is not http or https on a loopback address
 */
export function sandboxApiServer(
  baseUrl: string,
  fqdn: string,
): { server: string; mayGo(token: string): boolean } {
  return {
    server: `${onThisMachine(baseUrl, ['https:', 'http:']).origin}/${fqdn}`,
    mayGo: (token) => sandboxToken.test(`Bearer ${token}`),
  };
}

/** The stand-in is in no hurry to refuse, and nobody at a demonstration wants to wait for buckets to refill. */
export const sandboxPace: PacingOptions = {
  buckets: {
    armReads: { burst: 1_000, perSecond: 500 },
    aksOther: { burst: 1_000, perSecond: 500 },
    resourceGraph: { burst: 100, perSecond: 50 },
    logQueries: { burst: 1_000, perSecond: 500 },
  },
};

/** Any id serves; without one the sandbox is read-only, as a deployment is. */
export const sandboxWriterId = '66666666-7777-8888-9999-000000000000';

/** The sandbox's identities: the stand-in knows them by name, so that it can deny one of them. */
export function sandboxCredential(who: 'reader' | 'writer'): TokenCredential {
  return {
    async getToken() {
      return { token: `sandbox-${who}`, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}
