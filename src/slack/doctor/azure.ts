import { allows, readerActions, readPermissions } from '../../azure/permissions.ts';
import type { AzureReader } from '../../azure/reader.ts';
import { fleetQuery } from '../../fleet/fleet-query.ts';
import { type Finding, probe } from './finding.ts';

/** The identity sees clusters, and may read in each of their subscriptions what the checks need. */
export function probeReader(
  reader: AzureReader,
  subscriptions: readonly string[] | undefined,
): Promise<Finding[]> {
  return probe(
    'Azure, reading',
    'The reading identity does not work',
    'Check AZURE_CLIENT_ID and AZURE_TENANT_ID, and that the identity may be used from here.',
    async () => {
      const rows = await reader.resourceGraph(fleetQuery, subscriptions ? { subscriptions } : {});
      const seen = [...new Set(rows.map(({ subscriptionId }) => String(subscriptionId)))];
      if (rows.length === 0)
        return [
          {
            outcome: 'problem',
            says: 'The reading identity sees no cluster at all',
            todo: 'Assign it the role in deploy/azure-role-reader.json on the subscriptions of your clusters.',
          },
        ];
      const permissions = await Promise.all(
        seen.map((id) => missingIn(reader, id, Object.keys(readerActions))),
      );
      return [
        { outcome: 'ok', says: `It sees ${rows.length} clusters in ${seen.length} subscriptions` },
        ...permissions.flat(),
      ];
    },
  );
}

/** The identity that changes things may do what the remediations need; `actions` is what they declare. */
export function probeWriter(
  writer: Pick<AzureReader, 'list'> | undefined,
  { subscriptions, actions }: { subscriptions: readonly string[]; actions: readonly string[] },
): Promise<Finding[]> {
  const topic = 'Azure, changing';
  if (!writer)
    return Promise.resolve([
      {
        topic,
        outcome: 'ok',
        says: 'No identity that changes things: this deployment is read-only',
        todo: 'To allow changes, set WRITER_AZURE_CLIENT_ID to another identity than the reading one.',
      },
    ]);
  return probe(
    topic,
    'The changing identity does not work',
    'Check WRITER_AZURE_CLIENT_ID, and that the identity may be used from here.',
    async () =>
      (await Promise.all(subscriptions.map((id) => missingIn(writer, id, actions)))).flat(),
  );
}

async function missingIn(
  reader: Pick<AzureReader, 'list'>,
  subscriptionId: string,
  actions: readonly string[],
): Promise<Omit<Finding, 'topic'>[]> {
  const scope = `/subscriptions/${subscriptionId}`;
  const permissions = await readPermissions(reader, scope);
  const missing = actions.filter((action) => !allows(permissions, action));
  if (missing.length === 0)
    return [{ outcome: 'ok', says: `All ${actions.length} permissions in ${subscriptionId}` }];
  return [
    {
      outcome: 'problem',
      says: `In ${subscriptionId} it lacks ${missing.join(', ')}`,
      todo: `Assign a role with these actions on ${scope}, or where the clusters are.`,
    },
  ];
}
