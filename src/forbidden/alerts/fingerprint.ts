import { createHash } from 'node:crypto';
import type { Sighting } from '../types.ts';

/** What makes two sightings the same alert: who is refused what, where. Not from where, nor how often. */
export function fingerprint({
  clusterId,
  detection,
  actor,
  kind,
  resourceClass,
}: Pick<Sighting, 'clusterId' | 'detection' | 'actor' | 'kind' | 'resourceClass'>): string {
  // As JSON, so that no name can be made to look like two.
  const parts = JSON.stringify([clusterId.toLowerCase(), detection, actor, kind, resourceClass]);
  return createHash('sha256').update(parts).digest('hex');
}
