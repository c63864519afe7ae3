/** What detections find in a workspace, one query each. */
import { AzureError } from '../azure/errors.ts';
import type { ForbiddenConfig } from './config.ts';
import type { Detection } from './define-detection.ts';
import { type OwnAddresses, ownAddressesUnread } from './own-addresses.ts';
import { type AuditTable, detectionQuery } from './queries.ts';
import { type RefusalRow, sightingsOf } from './sightings.ts';
import type { Sighting } from './types.ts';

interface BesidesRequest {
  question: { table: AuditTable; clusters: readonly string[] };
  config: ForbiddenConfig;
  groupsOf(query: string): Promise<RefusalRow[]>;
  /** The own addresses of the clusters of some rows. */
  ownOf(rows: readonly RefusalRow[]): Promise<Map<string, OwnAddresses>>;
}

/**
 * Whether another query of the same workspace may well be answered where this one was not: it took too long, or it
 * is wrong.
 */
function concernsOne(error: unknown): error is AzureError {
  return error instanceof AzureError && (error.kind === 'server' || error.kind === 'invalid');
}

/**
 * What was found, and for what nobody could look: one that takes too long must not hide what others see.
 * @throws AzureError where nothing can be asked, or `isAlone` and not one was answered
 */
export async function lookBesides(
  request: BesidesRequest,
  detections: readonly Detection[],
  { isAlone }: { isAlone: boolean },
): Promise<{ sightings: Sighting[]; failed: string | null }> {
  const sightings: Sighting[] = [];
  const failed: { title: string; error: AzureError }[] = [];
  for (const detection of detections)
    try {
      sightings.push(...(await found(request, detection)));
    } catch (error) {
      if (!concernsOne(error)) throw error;
      failed.push({ title: detection.title, error });
    }
  const [first] = failed;
  if (!first) return { sightings, failed: null };
  if (isAlone && failed.length === detections.length) throw first.error;
  const titles = failed.map(({ title }) => title).join('; ');
  return { sightings, failed: `Could not be looked for: ${titles}. ${first.error.message}` };
}

async function found(
  { question, config, groupsOf, ownOf }: BesidesRequest,
  detection: Detection,
): Promise<Sighting[]> {
  const groups = await groupsOf(detectionQuery(detection, question));
  if (!detection.exceptOwnAddresses) return sightingsOf(groups, { config, detection });
  // Asked again without the clusters' own addresses, which are only looked up where something was found.
  const known = await ownOf(groups);
  const own = [...known].flatMap(([id, { list }]) => list.map((address) => `${id} ${address}`));
  const rest =
    own.length === 0 ? groups : await groupsOf(detectionQuery(detection, { ...question, own }));
  return sightingsOf(rest, { config, detection }).map((sighting) => {
    const addresses = known.get(sighting.clusterId);
    const unread = addresses && ownAddressesUnread(addresses);
    return unread ? { ...sighting, facts: { ...sighting.facts, unread: [unread] } } : sighting;
  });
}
