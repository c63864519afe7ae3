import type { Json, KubernetesConnection } from './connection.ts';
import { KubernetesError } from './errors.ts';

const usualPageSize = 500;
/** A list with more pages than this is a server that sends us round in circles. */
const mostPages = 20_000;

export const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

export interface ListOptions {
  /** `/api/v1/pods` */
  path: string;
  what: string;
  pageSize?: number;
  fieldSelector?: string;
  metadata?: boolean;
  signal?: AbortSignal;
}

/**
 * Goes through a list page by page; each is dropped when `onPage` has seen it. All pages show the same moment.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 * @throws KubernetesError; `expired` where the rest of the list is no longer to be had: begin again
 */
export async function eachPage(
  connection: KubernetesConnection,
  { path, what, pageSize = usualPageSize, fieldSelector, metadata, signal }: ListOptions,
  onPage: (items: Json[]) => void,
): Promise<void> {
  let limit = pageSize;
  let next: string | undefined;
  let moment: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({ limit: String(limit) });
    if (fieldSelector) query.set('fieldSelector', fieldSelector);
    if (next) query.set('continue', next);
    let list: Json;
    try {
      const accept = metadata ? metadataOnly : undefined;
      list = await connection.get(`${path}?${query}`, { what, accept, signal });
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.kind !== 'too-large' || limit === 1)
        throw error;
      limit = Math.ceil(limit / 4);
      continue;
    }
    const items = list?.items ?? [];
    if (!Array.isArray(items) || typeof list?.metadata !== 'object')
      throw new KubernetesError('server', `${what}: the answer is no list`);
    if (metadata) assertMetadata(list, items, what);
    const { resourceVersion, continue: rest } = list.metadata ?? {};
    moment ??= resourceVersion;
    if (moment !== resourceVersion)
      throw new KubernetesError('expired', `${what}: the pages of the list do not fit together`, {
        help: 'The API server showed its pages at different moments: try again.',
      });
    onPage(items);
    if (!rest) return;
    next = String(rest);
  }
  throw new KubernetesError('server', `${what}: more than ${mostPages} pages`);
}

/** A server that does not know metadata-only lists would send contents: they are thrown away unread. */
function assertMetadata(list: Json, items: Json[], what: string): void {
  const isSafe =
    list.kind === 'PartialObjectMetadataList' &&
    items.every((item) => !('data' in item) && !('stringData' in item));
  if (isSafe) return;
  throw new KubernetesError(
    'unsafe',
    `${what}: the API server sent more than metadata, and all of it was thrown away`,
    { help: 'Something between this process and the API server drops the Accept header.' },
  );
}
