import type { RebootEvidence } from '../types.ts';

/**
 * kured writes under the first; the second is one that it may have in time.
 * https://kured.dev/docs/configuration/
 */
const kuredPrefixes = ['weave.works/kured', 'kured.dev/kured'] as const;

/** An annotation of kured's under either of its prefixes. */
export function kuredAnnotation(
  annotations: Record<string, string>,
  name: string,
): { key: string; value: string } | undefined {
  for (const prefix of kuredPrefixes) {
    const key = `${prefix}-${name}`;
    const value = annotations[key];
    if (value !== undefined) return { key, value };
  }
  return undefined;
}

/**
 * What a node says of itself. kured writes annotations only with `--annotate-nodes`, and only within its window:
 * that one is absent says nothing. `…-most-recent-reboot-needed` stays after the reboot and says nothing either;
 * it is the time since when, beside the other.
 */
export function annotationEvidence(
  annotations: Record<string, string>,
  readAt: string,
): RebootEvidence | null {
  const pending = kuredAnnotation(annotations, 'reboot-in-progress');
  if (!pending) return null;
  const needed = kuredAnnotation(annotations, 'most-recent-reboot-needed');
  const times = [pending.value, needed?.value ?? ''].map((text) => Date.parse(text));
  const since = times.find((time) => !Number.isNaN(time));
  return {
    source: 'annotation',
    says: 'required',
    at: readAt,
    since: since === undefined ? null : new Date(since).toISOString(),
    detail: `the annotation ${pending.key} is there`,
  };
}
