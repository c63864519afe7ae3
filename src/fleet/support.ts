/** Whether Azure supports the Kubernetes that a cluster runs, and until when. */
import type { OfferedMinor } from './kubernetes-versions.ts';
import { compareVersions, lifecycleOf, type MinorLifecycle, minorOf } from './lifecycle.ts';

export interface Support {
  /**
   * `platform`: Azure keeps what is under it running, and Kubernetes itself gets no patches.
   * https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#platform-support-policy
   */
  kind: 'community' | 'lts' | 'platform' | 'out' | 'preview' | 'unknown';
  /** The first moment without it; null where no calendar says. Of `platform` and `out`: since when patches have ended. */
  ends: Date | null;
  /** Whole days that are left; negative where it is over; null where no calendar says. */
  days: number | null;
  /** As Azure words it, of `platform`: `1.38 GA`. */
  platformUntil?: string;
  /** With long-term support it would go on until then. */
  ltsEnds?: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

/** @param offers what the region offers; null where its list was not read */
export function supportOf({
  version,
  hasLts,
  offers,
  overrides = [],
  now,
}: {
  version: string;
  hasLts: boolean;
  offers: readonly OfferedMinor[] | null;
  overrides?: readonly MinorLifecycle[];
  now: Date;
}): Support {
  const lifecycle = lifecycleOf(version, overrides);
  const offered = offers?.find(({ minor }) => minor === minorOf(version));
  const nothing = { ends: null, days: null };
  if (offered?.preview) return { kind: 'preview', ...nothing };
  if (lifecycle.kind === 'older') return { kind: 'out', ...nothing };
  if (lifecycle.kind === 'unlisted') {
    if (offered?.support === 'community') return { kind: 'community', ...nothing };
    if (offered && hasLts) return { kind: 'lts', ...nothing };
    return { kind: offers && !offered ? 'out' : 'unknown', ...nothing };
  }
  const { generalAvailability, supportEnds, ltsEnds, platformSupportUntil: until } = lifecycle;
  if (now < generalAvailability) return { kind: 'preview', ...nothing };
  const at = (ends: Date) => ({
    ends,
    days: Math.ceil((ends.getTime() - now.getTime()) / dayMs),
  });
  const lasting = ltsEnds && now < ltsEnds ? { ltsEnds } : {};
  // The region's own list is newer than any calendar: what it still offers to all is supported.
  const isCommunity = now < supportEnds || offered?.support === 'community';
  if (hasLts && ltsEnds)
    return now < ltsEnds ? { kind: 'lts', ...at(ltsEnds) } : { kind: 'out', ...at(ltsEnds) };
  if (isCommunity) return { kind: 'community', ...at(supportEnds), ...lasting };
  return until && !hasCome(until, { offers, overrides, now })
    ? { kind: 'platform', ...at(supportEnds), platformUntil: until, ...lasting }
    : { kind: 'out', ...at(supportEnds), ...lasting };
}

/** `1.38 GA` has come when the region offers 1.38, or a newer one, to everybody; without its list, when the calendar says so. */
function hasCome(
  until: string,
  {
    offers,
    overrides,
    now,
  }: { offers: readonly OfferedMinor[] | null; overrides: readonly MinorLifecycle[]; now: Date },
): boolean {
  const minor = minorOf(until.split(' ')[0] ?? '');
  if (minor === undefined) return false;
  if (offers)
    return offers.some(({ minor: each, preview }) => !preview && compareVersions(each, minor) >= 0);
  const lifecycle = lifecycleOf(minor, overrides);
  return lifecycle.kind === 'listed' && lifecycle.generalAvailability <= now;
}
