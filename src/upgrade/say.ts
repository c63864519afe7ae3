/** The words for what is found, the same in chat, in files and on the command line. */
import type { OwnFailure } from './own-record.ts';
import type { UpgradeReport } from './types.ts';
import { counted } from './words.ts';

const supportWords: Record<UpgradeReport['support']['kind'], string> = {
  community: 'Supported',
  lts: 'Long-term support',
  platform: 'Platform only',
  out: 'Out of support',
  preview: 'Preview',
  unknown: 'Not known',
};

/** `Supported`, for a cell. */
export function supportWord({ support }: Pick<UpgradeReport, 'support'>): string {
  return supportWords[support.kind];
}

/** A sentence without its full stop. */
export function saySupport({
  support,
  version,
}: Pick<UpgradeReport, 'support' | 'version'>): string {
  const { kind, ends, days, platformUntil, ltsEnds } = support;
  const last = ends && lastDay(ends);
  const lts = ltsEnds
    ? `; with long-term support it would be patched until ${lastDay(ltsEnds)}`
    : '';
  switch (kind) {
    case 'community':
    case 'lts': {
      const what = kind === 'lts' ? 'long-term support' : 'community support';
      if (!last || days === null)
        return `Kubernetes ${version} is in ${what}; until when, the calendar does not say`;
      return days > 0
        ? `Kubernetes ${version} is in ${what} until ${last}, for ${counted(days, 'more day')}${kind === 'lts' ? '' : lts}`
        : `Kubernetes ${version} is still offered to all, though its support was to end on ${last}`;
    }
    case 'platform':
      return `Kubernetes ${version} has had no patches since ${last}; Azure supports only the platform under it, until ${platformUntil}${lts}`;
    case 'out':
      return `Kubernetes ${version} is out of support${last ? ` since ${last}` : ''}: holes in it stay open${lts}`;
    case 'preview':
      return `Kubernetes ${version} is a preview, without support`;
    case 'unknown':
      return `Whether Kubernetes ${version} is supported is not known: neither the calendar nor the region lists it`;
  }
}

/** `23 days`, for a cell. */
export function sayDays({ support: { days, kind } }: Pick<UpgradeReport, 'support'>): string {
  if (days === null) return kind === 'out' ? 'for long' : 'the end is not known';
  return days > 0 ? counted(days, 'day') : `over for ${counted(-days, 'day')}`;
}

/** In one line what stands in the way. */
export function sayInTheWay({ findings, fleetRuns }: UpgradeReport): string {
  const of = (verdict: UpgradeReport['findings'][number]['verdict']) => [
    ...new Set(findings.filter((one) => one.verdict === verdict).map(({ topic }) => topic)),
  ];
  const blocks = [...(fleetRuns.length > 0 ? ['Fleet Manager run'] : []), ...of('blocks')];
  if (blocks.length > 0) return blocks.join(', ');
  const [risks, unknown] = [of('risks'), of('unknown')];
  const parts = [
    ...(risks.length > 0 ? [`maybe: ${risks.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`not known: ${unknown.join(', ')}`] : []),
  ];
  return parts.join('; ') || 'nothing found';
}

/** What AKS does by itself, and when. A sentence without its full stop. */
export function sayByItself({ byItself }: Pick<UpgradeReport, 'byItself'>): string {
  const { channel, does, window, next, open } = byItself;
  if (channel === 'none') return 'AKS upgrades nothing by itself (channel none)';
  const when =
    window === undefined
      ? 'in a window that could not be read'
      : window === null
        ? 'at any hour: no maintenance window is set'
        : next
          ? open
            ? `now: the window is open until ${moment(next.end)}`
            : `from ${moment(next.begin)} on (${window})`
          : `in a window that does not open (${window})`;
  return `Channel ${channel} ${does}, ${when}`;
}

/** `at 2026-11-22 02:14 UTC. AKS says: …`, without a full stop. */
export function sayOwnFailure({ at, details }: OwnFailure): string {
  return `at ${moment(at)}. AKS says: ${details.replace(/\.$/, '') || 'nothing about why'}`;
}

/** The last day on which something holds that ends at a moment. */
export function lastDay(ends: string): string {
  return new Date(Date.parse(ends) - 1).toISOString().slice(0, 10);
}

function moment(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
