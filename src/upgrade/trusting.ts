/** Identities in Azure that trust tokens of a cluster: their federated credentials name its OIDC issuer. */
import { managedIdentityApiVersion } from '../azure/api-versions.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import { rowsOf } from '../fleet/around/rows-of.ts';
import type { Json, Plane, Snapshot } from '../fleet/snapshot.ts';
import { unreadable } from '../fleet/unreadable.ts';

export interface TrustingCredential {
  /** The name of the identity. */
  identity: string;
  /** `system:serviceaccount:shop:orders` */
  subject: string;
}

const permission =
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read';
const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';

/** A constant: nothing that a person or Azure said is ever put into it. */
const query = `resources
| where type =~ '${type}'
| project id, name
| order by id asc`;

/** Each is a request; who has more looks by hand. */
const mostIdentities = 400;
const atOnce = 8;

/** Resource Graph has the identities, and what they trust each of them says for itself. */
export async function readTrusting(
  reader: AzureReader,
  { cluster, planes }: Pick<Snapshot, 'cluster' | 'planes'>,
  { now, signal }: { now: Date; signal?: AbortSignal },
): Promise<Plane<TrustingCredential[]>> {
  const { managedCluster: plane } = planes;
  if (plane.state === 'unreadable') return plane;
  const source = 'Azure Resource Manager';
  const read = (value: TrustingCredential[]): Plane<TrustingCredential[]> => ({
    ...{ state: 'read', value, source, readAt: now.toISOString() },
  });
  const issuer = plane.value?.properties?.oidcIssuerProfile?.issuerURL;
  if (!issuer) return read([]);
  try {
    const options = { signal };
    const identities = await rowsOf({
      ...{ reader, query, keep: () => true, cluster, options },
      permission: `${type}/read`,
    });
    if (identities.length > mostIdentities)
      return {
        ...{ state: 'unreadable', code: 'not-configured' },
        reason: `there are ${identities.length} identities, and ${mostIdentities} at most are asked`,
      };
    const found: TrustingCredential[] = [];
    for (let from = 0; from < identities.length; from += atOnce)
      found.push(
        ...(
          await Promise.all(
            identities
              .slice(from, from + atOnce)
              .map((identity) =>
                credentialsOf(reader, identity, { issuer: String(issuer), signal }),
              ),
          )
        ).flat(),
      );
    return read(found);
  } catch (error) {
    if (error instanceof AzureError)
      return unreadable(error, { title: 'federated credentials', permission });
    throw error;
  }
}

async function credentialsOf(
  reader: AzureReader,
  { id, name }: Json,
  { issuer, signal }: { issuer: string; signal?: AbortSignal },
): Promise<TrustingCredential[]> {
  const path = `${id}/federatedIdentityCredentials`;
  const credentials = await reader.list(path, managedIdentityApiVersion, { signal });
  return credentials.flatMap(({ properties }) =>
    sameIssuer(properties?.issuer, issuer)
      ? [{ identity: String(name), subject: String(properties?.subject) }]
      : [],
  );
}

function sameIssuer(one: unknown, other: string): boolean {
  return String(one).replace(/\/$/, '').toLowerCase() === other.replace(/\/$/, '').toLowerCase();
}
