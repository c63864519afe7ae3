import { AzureError } from '../azure/errors.ts';
import type { LogsAnswer } from '../azure/logs-answer.ts';
import type { GuardErrors } from './outage.ts';
import { type AuditTable, guardQuery } from './queries.ts';

/**
 * What guard could not find out, by cluster. Many workspaces do not keep its log, and then nothing is known of it:
 * an outage is told by who is refused as well.
 */
export async function guardErrors(
  ask: (query: string) => Promise<LogsAnswer>,
  question: { table: AuditTable; clusters: readonly string[] },
): Promise<Map<string, GuardErrors>> {
  try {
    const { rows } = await ask(guardQuery(question));
    return new Map(
      rows.map(({ Cluster, Errors, First, Last, Sample }) => [
        String(Cluster),
        {
          errors: Number(Errors),
          first: String(First),
          last: String(Last),
          sample: String(Sample).trim(),
        },
      ]),
    );
  } catch (error) {
    if (error instanceof AzureError) return new Map();
    throw error;
  }
}
