import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { AzureError, asAzureError } from './errors.ts';
import type { Json } from './json.ts';

interface QueryOptions {
  subscriptions?: readonly string[];
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** The largest page there is: https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
const pageSize = 1000;
const mostPages = 200;
const what = 'asking Resource Graph';

/**
 * All rows of a query. Pages are cut by position, so a query without an order may repeat and lose rows:
 * it is refused. So is a truncated answer that offers no next page, which would pass for the whole.
 * @throws AzureError
 */
export async function queryResourceGraph(
  client: ResourceGraphClient,
  query: string,
  { subscriptions, signal, timeoutMs = 30_000 }: QueryOptions = {},
): Promise<Json[]> {
  if (!/\|\s*order\s+by\s+id\b/i.test(query))
    throw new AzureError('invalid', `${what}: the query must end with "| order by id asc"`);
  const rows: Json[] = [];
  let skipToken: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await askPage(skipToken);
    if (!Array.isArray(answer.data))
      throw new AzureError('server', `${what}: the answer holds no list of rows`);
    rows.push(...answer.data);
    if (!answer.skipToken) {
      if (answer.resultTruncated === 'true')
        throw new AzureError('server', `${what}: the answer is cut off and offers no next page`);
      return rows;
    }
    skipToken = answer.skipToken;
  }
  throw new AzureError('server', `${what}: more than ${mostPages} pages`);

  async function askPage(token: string | undefined) {
    const request = {
      query,
      subscriptions: subscriptions?.length ? [...subscriptions] : undefined,
      options: { top: pageSize, resultFormat: 'objectArray' as const, skipToken: token },
    };
    try {
      return await client.resources(request, {
        abortSignal: signal,
        requestOptions: { timeout: timeoutMs },
      });
    } catch (error) {
      throw asAzureError(error, what, signal);
    }
  }
}
