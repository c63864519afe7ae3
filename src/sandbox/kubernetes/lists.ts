/**
 * Lists in pages that show one moment.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
import { fieldSelector, labelSelector } from './selectors.ts';
import { badRequest, expired } from './status.ts';
import type { ObjectStore } from './store.ts';
import { type KubeObject, type Resource, storeKey } from './wire.ts';

interface Token {
  v: 'meta.k8s.io/v1';
  /** -1 goes on without consistency. */
  rv: number;
  /** The last key of the page before. */
  start: string;
  /** When the first page was read, and how many pages came before. */
  at: number;
  page: number;
}

interface Page {
  items: KubeObject[];
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

export interface ListOptions {
  store: ObjectStore;
  resource: Resource;
  namespace?: string;
  query: URLSearchParams;
  now: number;
}

/** How long a token serves: as long as etcd keeps what was. */
const tokenMilliseconds = 5 * 60_000;

/** @throws KubeError 400 for a query that cannot be read, 410 for a page that is too old */
export function listPage({ store, resource, namespace, query, now }: ListOptions): Page {
  const text = query.get('continue');
  const token = text ? readToken(text) : undefined;
  if (token && query.get('resourceVersion'))
    throw badRequest('specifying resource version is not allowed when using continue');
  if (token && token.rv >= 0 && (token.rv < store.oldest() || now - token.at > tokenMilliseconds))
    throw expired(writeToken({ ...token, rv: -1, at: now }));
  const limit = limitOf(query);
  const revision = token && token.rv >= 0 ? token.rv : store.revision();
  const labels = query.get('labelSelector');
  const fields = query.get('fieldSelector');
  const byLabel = labels ? labelSelector(labels) : undefined;
  const byField = fields ? fieldSelector(fields, resource) : undefined;

  const items: KubeObject[] = [];
  let last = '';
  let remaining = 0;
  for (const entry of store.entries(storeKey(resource), {
    namespace,
    after: token?.start,
    revision,
  })) {
    if (items.length < limit) {
      const object = entry.object();
      if ((byLabel && !byLabel(object)) || (byField && !byField(object))) continue;
      items.push(object);
      last = entry.key;
    } else {
      remaining += 1;
      // With a selector nobody counts: that there may be more is enough.
      if (byLabel || byField) break;
    }
  }
  const more = remaining > 0 && {
    continue: writeToken({
      v: 'meta.k8s.io/v1',
      rv: revision,
      start: last,
      at: token?.at ?? now,
      page: (token?.page ?? 1) + 1,
    }),
    ...(!byLabel && !byField && { remainingItemCount: remaining }),
  };
  return { items, metadata: { resourceVersion: String(revision), ...more } };
}

/** Which page a request asks for, counted from 1. */
export function pageOf(query: URLSearchParams): number {
  const text = query.get('continue');
  return text ? readToken(text).page : 1;
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit');
  if (!text) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text) || Number.POSITIVE_INFINITY;
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string): Token {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (token.v === 'meta.k8s.io/v1') return token;
  } catch {
    // Falls through: whatever it was, it is none of ours.
  }
  throw badRequest('continue key is not valid: encoded continue token could not be read');
}
