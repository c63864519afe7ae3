import { AzureError } from '../azure/errors.ts';
import type { LogsAnswer } from '../azure/logs-answer.ts';
import type { GuardErrors } from './outage.ts';
import { type AuditTable, guardQuery } from './queries.ts';

export interface Guard {
  byCluster: ReadonlyMap<string, GuardErrors>;
  /** Why its log could not be read, in a sentence; null where it was, or is not kept. */
  unread: string | null;
}

/**
 * What guard could not find out, by cluster. Many workspaces do not keep its log, and then nothing is known of it:
 * an outage is told by who is refused as well.
 */
export async function guardErrors(
  ask: (query: string) => Promise<LogsAnswer>,
  question: { table: AuditTable; clusters: readonly string[] },
): Promise<Guard> {
  try {
    const { rows } = await ask(guardQuery(question));
    const byCluster = new Map(
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
    return { byCluster, unread: null };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    // A table that a workspace does not have makes the query wrong.
    const isKept = error.kind !== 'invalid';
    return { byCluster: new Map(), unread: isKept ? unreadWords(error) : null };
  }
}

function unreadWords({ message }: AzureError): string {
  return `Whether Azure could be asked who may what, which guard logs, is not known: ${message}.`;
}
