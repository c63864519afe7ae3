/** Which Kubernetes versions a region offers, and the way from one to another. */
import { compareVersions, minorOf } from './lifecycle.ts';
import type { Json } from './snapshot.ts';

export interface OfferedMinor {
  /** `1.36` */
  minor: string;
  /** Oldest first. */
  patches: { version: string; upgrades: string[] }[];
  support: 'community' | 'lts-only';
  preview: boolean;
  /** What a new cluster gets. */
  isDefault: boolean;
}

/** @param values of `locations/{location}/kubernetesVersions`; oldest minor first */
export function readOffers(values: readonly Json[]): OfferedMinor[] {
  return values
    .filter((each) => minorOf(String(each?.version ?? '')) !== undefined)
    .map((each) => ({
      minor: String(each.version),
      patches: Object.entries<Json>(each.patchVersions ?? {})
        .map(([version, { upgrades }]) => ({ version, upgrades: upgrades ?? [] }))
        .sort((left, right) => compareVersions(left.version, right.version)),
      support: (each.capabilities?.supportPlan ?? []).some(
        (plan: string) => plan.toLowerCase() === 'kubernetesofficial',
      )
        ? ('community' as const)
        : ('lts-only' as const),
      preview: each.isPreview === true,
      isDefault: each.isDefault === true,
    }))
    .sort((left, right) => compareVersions(left.minor, right.minor));
}

/** Versions that a cluster may go to at all, oldest first: no previews, and what needs long-term support only with it. */
export function openVersions(offers: readonly OfferedMinor[], hasLts: boolean): string[] {
  return offers
    .filter(({ preview, support }) => !preview && (hasLts || support === 'community'))
    .flatMap(({ patches }) => patches.map(({ version }) => version));
}

/** The newest patch of a minor; undefined where the region does not offer that minor. */
export function newestPatch(versions: readonly string[], minor: string): string | undefined {
  return versions.filter((each) => minorOf(each) === minor).at(-1);
}

export type Way = { kind: 'way'; hops: string[] } | { kind: 'none'; why: string };

export interface WayOptions {
  from: string;
  /** A full version. */
  to: string;
  offers: readonly OfferedMinor[];
  hasLts: boolean;
  /** Where Azure says the cluster can go from `from`; without it the region's list has to tell. */
  upgrades?: readonly string[];
}

/** Which versions a control plane passes on its way, the last one included: one minor at a time. */
export function wayTo({ from, to, offers, hasLts, upgrades }: WayOptions): Way {
  const open = openVersions(offers, hasLts);
  const order = compareVersions(to, from);
  if (order === 0) return { kind: 'way', hops: [] };
  if (order < 0) return { kind: 'none', why: `${from} runs, and Kubernetes cannot be downgraded` };
  if (!open.includes(to)) return { kind: 'none', why: notOffered(to, offers, open) };
  const hops: string[] = [];
  let here = from;
  while (here !== to) {
    const ahead = (hops.length === 0 && upgrades) || upgradesFrom(here, offers, open);
    const next = furthest(
      ahead.filter(
        (each) =>
          open.includes(each) && compareVersions(each, here) > 0 && compareVersions(each, to) <= 0,
      ),
      to,
    );
    if (!next) return { kind: 'none', why: `Azure offers no way from ${here} to ${to}` };
    hops.push(next);
    here = next;
  }
  return { kind: 'way', hops };
}

/** How many minors `behind` is behind `ahead`. */
export function minorsBetween(behind: string, ahead: string): number {
  const minor = (version: string) => Number(version.replace(/^v/, '').split('.')[1]);
  return minor(ahead) - minor(behind);
}

/** Of one minor further the newest patch, unless the goal itself can be had. */
function furthest(versions: readonly string[], to: string): string | undefined {
  if (versions.includes(to)) return to;
  return [...versions].sort(compareVersions).at(-1);
}

/** A version that is no longer offered goes to the oldest offered minor above it. */
function upgradesFrom(
  version: string,
  offers: readonly OfferedMinor[],
  open: readonly string[],
): readonly string[] {
  const listed = offers
    .flatMap(({ patches }) => patches)
    .find((patch) => patch.version === version);
  if (listed) return listed.upgrades;
  const minor = minorOf(version) ?? '';
  const above = open.find((each) => compareVersions(minorOf(each) ?? '', minor) > 0);
  return open.filter((each) => [minor, minorOf(above ?? '')].includes(minorOf(each)));
}

function notOffered(to: string, offers: readonly OfferedMinor[], open: readonly string[]): string {
  const found = offers.find(({ patches }) => patches.some(({ version }) => version === to));
  if (found?.preview) return `${to} is a preview, and previews are not for clusters that are used`;
  if (found)
    return `${to} is offered with long-term support only, which this cluster does not have`;
  const offered = open.length > 0 ? `; it offers ${open.join(', ')}` : '';
  return `the region does not offer ${to}${offered}`;
}
