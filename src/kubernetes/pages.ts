import type { Json, KubernetesConnection } from './connection.ts';
import { KubernetesError } from './errors.ts';
import type { ListBytes } from './list-bytes.ts';
import { createPageMemory, type PageMemory } from './page-memory.ts';

const usualPageSize = 500;
/** A list with more pages than this is a server that sends us round in circles. */
const mostPages = 20_000;
/** The metadata of a list stands in its first bytes. */
const mostHead = 4096;

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
  options: ListOptions,
  onPage: (items: Iterable<Json>) => void,
): Promise<void> {
  const { what } = options;
  let moment: string | undefined;
  let guess: { token: string; page: Promise<Page> } | undefined;
  const spare: PageMemory[] = [];
  /** The server works on the next page while this one is parsed and reduced; whatever fails, fails when it is waited for. */
  const ask = (token?: string) => {
    const memory = spare.pop() ?? createPageMemory();
    const page = getPage(connection, { ...options, memory, onBody }, token);
    page.catch(() => {});
    return page;
  };
  async function onBody(body: Buffer): Promise<void> {
    const token = continueIn(body.toString('latin1', 0, mostHead));
    guess = token === undefined ? undefined : { token, page: ask(token) };
    // The request is on its way before the thread is busy with parsing.
    if (guess) await new Promise((resolve) => setImmediate(resolve));
  }
  let coming: Promise<Page> | undefined = ask();
  for (let page = 0; coming; page++) {
    if (page === mostPages)
      throw new KubernetesError('server', `${what}: more than ${mostPages} pages`);
    const { around, items, memory }: Page = await coming;
    const list: Json = around;
    if (!Array.isArray(list?.items ?? []) || typeof list?.metadata !== 'object')
      throw new KubernetesError('server', `${what}: the answer is no list`);
    if (options.metadata) assertMetadata(list.kind === metadataKind, what);
    const { resourceVersion, continue: next } = list.metadata ?? {};
    moment ??= resourceVersion;
    if (moment !== resourceVersion)
      throw new KubernetesError('expired', `${what}: the pages of the list do not fit together`, {
        help: 'The API server showed its pages at different moments: try again.',
      });
    if (next) coming = guess?.token === String(next) ? guess.page : ask(String(next));
    else coming = undefined;
    onPage(checked(items(), options));
    spare.push(memory);
  }
}

interface Page extends ListBytes {
  memory: PageMemory;
}

/** The items one by one, each only if it holds no more than was asked for. */
function* checked(
  items: Iterable<Json>,
  { metadata, what }: Pick<ListOptions, 'metadata' | 'what'>,
): Generator<Json> {
  for (const item of items) {
    if (metadata) assertMetadata(!('data' in item) && !('stringData' in item), what);
    yield item;
  }
}

/** One page; in smaller ones where it is too large, of which the first is the answer. */
async function getPage(
  connection: KubernetesConnection,
  {
    path,
    what,
    pageSize = usualPageSize,
    fieldSelector,
    metadata,
    signal,
    memory,
    onBody,
  }: ListOptions & { memory: PageMemory; onBody: (body: Buffer) => Promise<void> },
  next?: string,
): Promise<Page> {
  for (let limit = pageSize; ; limit = Math.ceil(limit / 4)) {
    const query = new URLSearchParams({ limit: String(limit) });
    if (fieldSelector) query.set('fieldSelector', fieldSelector);
    if (next) query.set('continue', next);
    const accept = metadata ? metadataOnly : undefined;
    try {
      const asked = { what, accept, signal, memory, onBody };
      return { ...(await connection.list(`${path}?${query}`, asked)), memory };
    } catch (error) {
      const isTooLarge = error instanceof KubernetesError && error.kind === 'too-large';
      if (!isTooLarge || limit === 1) throw error;
    }
  }
}

/** Lists begin with their metadata, so where they go on can be told before they are parsed; it is compared afterwards. */
function continueIn(text: string): string | undefined {
  const [, token] =
    /^\s*\{[^[{]{0,200}"metadata":\s*\{[^{}]{0,2000}?"continue":\s*"([\w+/=.~%-]+)"/.exec(text) ??
    [];
  return token;
}

const metadataKind = 'PartialObjectMetadataList';

/** A server that does not know metadata-only lists would send contents: they are thrown away unread. */
function assertMetadata(isSafe: boolean, what: string): void {
  if (isSafe) return;
  throw new KubernetesError(
    'unsafe',
    `${what}: the API server sent more than metadata, and all of it was thrown away`,
    { help: 'Something between this process and the API server drops the Accept header.' },
  );
}
