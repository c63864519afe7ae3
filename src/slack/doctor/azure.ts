import {
  allows,
  linkedActions,
  readerActions,
  readPermissions,
  writerActions,
} from '../../azure/permissions.ts';
import type { AzureReader } from '../../azure/reader.ts';
import { type FleetRow, fleetQuery } from '../../fleet/fleet-query.ts';
import type { AnyRemediation } from '../../remediation/define-remediation.ts';
import { type Finding, probe, reason, type Said } from './finding.ts';

/** Reading waits for Azure's rate limit, and a first token can take a while. */
const withinMs = 90_000;

export interface ReaderProbe {
  findings: Finding[];
  /** Where clusters are, for the probe of the other identity. */
  places: { subscriptionId: string; resourceGroups: string[] }[];
}

/** The identity sees clusters, and may read in each of their subscriptions what the checks need. */
export async function probeReader(
  reader: AzureReader,
  subscriptions: readonly string[] | undefined,
): Promise<ReaderProbe> {
  let places: ReaderProbe['places'] = [];
  const findings = await probe(
    {
      topic: 'Azure, reading',
      says: 'The reading identity does not work',
      todo: 'Check AZURE_CLIENT_ID and AZURE_TENANT_ID, and that the identity may be used from here.',
      withinMs,
    },
    async () => {
      const rows: FleetRow[] = await reader.resourceGraph(fleetQuery, { subscriptions });
      places = placesOf(rows.map(({ id }) => id));
      if (rows.length === 0)
        return [
          {
            outcome: 'problem',
            says: 'The reading identity sees no cluster at all',
            todo: 'Assign it the role of deploy/azure-role-reader.json on the subscriptions of your clusters.',
          },
        ];
      const permissions = await Promise.all(
        places.map(({ subscriptionId }) =>
          judgeScope(reader, {
            scopes: [`/subscriptions/${subscriptionId}`],
            actions: Object.keys(readerActions),
            role: 'reader',
          }),
        ),
      );
      const where = `${places.length} ${places.length === 1 ? 'subscription' : 'subscriptions'}`;
      return [
        { outcome: 'ok', says: `It has a token and sees ${rows.length} clusters in ${where}` },
        ...unseen(subscriptions, places),
        ...permissions.flat(),
      ];
    },
  );
  return { findings, places };
}

/** Subscriptions that were asked for, of which nothing is seen. */
function unseen(
  subscriptions: readonly string[] | undefined,
  places: ReaderProbe['places'],
): Said[] {
  const seen = new Set(places.map(({ subscriptionId }) => subscriptionId));
  return (subscriptions ?? [])
    .filter((id) => !seen.has(id.toLowerCase()))
    .map((id) => ({
      outcome: 'problem',
      says: `It sees no cluster in ${id}, which AZURE_SUBSCRIPTIONS names`,
      todo: 'Assign the role of deploy/azure-role-reader.json there, or take the subscription out.',
    }));
}

/** The identity that changes things may do what the remediations need. */
export function probeWriter(
  writer: Pick<AzureReader, 'list'> | undefined,
  {
    places,
    remediations,
  }: { places: ReaderProbe['places']; remediations: readonly AnyRemediation[] },
): Promise<Finding[]> {
  const topic = 'Azure, changing';
  if (!writer)
    return Promise.resolve([
      {
        topic,
        outcome: 'ok',
        says: 'No identity that changes things is set: this deployment is read-only',
        todo: 'To allow changes, set WRITER_AZURE_CLIENT_ID to another identity than the reading one.',
      },
    ]);
  if (places.length === 0)
    return Promise.resolve([
      {
        topic,
        outcome: 'unknown',
        says: 'Not tried: it is not known in which subscriptions clusters are',
        todo: 'Mend the reading identity first.',
      },
    ]);
  const declared = remediations
    .flatMap(({ permissions }) => permissions.azure)
    .filter((action) => !(action in linkedActions));
  return probe(
    {
      topic,
      says: 'The changing identity does not work',
      todo: 'Check WRITER_AZURE_CLIENT_ID, and that the identity may be used from here.',
      withinMs,
    },
    async () => {
      const judged = places.map(({ subscriptionId, resourceGroups }) => {
        const scope = `/subscriptions/${subscriptionId}`;
        const scopes = [scope, ...resourceGroups.map((name) => `${scope}/resourceGroups/${name}`)];
        return Promise.all([
          judgeScope(writer, {
            scopes,
            actions: [...new Set([...declared, ...Object.keys(writerActions)])],
            role: 'writer',
          }),
          judgeLinked(writer, scope),
        ]);
      });
      return (await Promise.all(judged)).flat(2);
    },
  );
}

/** Held on the first scope, which is the subscription, or else on each of the others. */
async function judgeScope(
  identity: Pick<AzureReader, 'list'>,
  {
    scopes: [subscription = '', ...groups],
    actions,
    role,
  }: { scopes: string[]; actions: readonly string[]; role: 'reader' | 'writer' },
): Promise<Said[]> {
  const lacking = await missing(identity, subscription, actions);
  const held = `It has all ${actions.length} permissions in ${subscription}`;
  if (lacking.length === 0) return [{ outcome: 'ok', says: held }];
  const narrower = await Promise.all(
    groups.map(async (scope) => ({ scope, lacks: await missing(identity, scope, lacking) })),
  );
  const without =
    groups.length > 0
      ? narrower.filter(({ lacks }) => lacks.length > 0)
      : [{ scope: subscription, lacks: lacking }];
  if (without.length === 0) return [{ outcome: 'ok', says: `${held}, in part by resource group` }];
  return without.map(({ scope, lacks }) => ({
    outcome: 'problem',
    says: `In ${scope} it lacks ${lacks.join(', ')}`,
    todo: `Assign it the role of deploy/azure-role-${role}.json there.`,
  }));
}

/** Networks and identities of clusters may lie anywhere, so what is missing here is not known to be missing. */
async function judgeLinked(identity: Pick<AzureReader, 'list'>, scope: string): Promise<Said[]> {
  const lacks = await missing(identity, scope, Object.keys(linkedActions));
  if (lacks.length === 0) return [];
  return [
    {
      outcome: 'unknown',
      says: `In ${scope} it lacks ${lacks.join(', ')}, which Azure asks for on what some clusters are linked with`,
      todo: 'docs/permissions.md says which clusters; assign deploy/azure-role-writer.json where their networks and identities are.',
    },
  ];
}

async function missing(
  identity: Pick<AzureReader, 'list'>,
  scope: string,
  actions: readonly string[],
): Promise<string[]> {
  try {
    const permissions = await readPermissions(identity, scope);
    return actions.filter((action) => !allows(permissions, action));
  } catch (error) {
    throw new Error(`the permissions in ${scope} could not be read (${reason(error)})`, {
      cause: error,
    });
  }
}

function placesOf(ids: readonly string[]): ReaderProbe['places'] {
  const groups = new Map<string, Set<string>>();
  for (const id of ids) {
    const [, , subscriptionId = '', , group = ''] = id.toLowerCase().split('/');
    groups.set(subscriptionId, (groups.get(subscriptionId) ?? new Set()).add(group));
  }
  return [...groups].map(([subscriptionId, names]) => ({
    subscriptionId,
    resourceGroups: [...names].sort(),
  }));
}
