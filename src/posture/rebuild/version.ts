import { compareVersions, lifecycleOf, minorOf } from '../../fleet/lifecycle.ts';
import type { Look } from '../look.ts';

const dayMs = 24 * 60 * 60 * 1000;

interface Chosen {
  /** As in `1.36`; undefined where nothing certain can be said. */
  minor: string | undefined;
  why: string;
}

/** The old cluster's minor if it is supported for long enough, else the region's default or newest. */
export function chosenVersion(look: Look): Chosen {
  const { cluster } = look;
  const old =
    cluster.text('properties.currentKubernetesVersion').value ??
    cluster.text('properties.kubernetesVersion').value;
  const present = old && minorOf(old);
  const offered = offeredMinors(look);
  if (present && lastsLongEnough(look, present, offered))
    return { minor: present, why: 'Stays on its minor, at the newest patch.' };
  const good = (offered ?? publishedMinors(look, present))
    .filter(({ minor }) => lastsLongEnough(look, minor, offered))
    .sort((left, right) => compareVersions(right.minor, left.minor));
  const next = good.find(({ isDefault }) => isDefault) ?? good[0];
  return next
    ? {
        minor: next.minor,
        why: `Support for ${present ?? 'the old version'} has ended or ends soon.`,
      }
    : { minor: undefined, why: 'Which versions the region supports is not known.' };
}

interface Offer {
  minor: string;
  isDefault: boolean;
  /** Only for those who pay for long-term support. */
  ltsOnly: boolean;
}

function offeredMinors(look: Look): Offer[] | undefined {
  if (!look.wasRead('kubernetesVersions')) return undefined;
  return look.list('kubernetesVersions').items.flatMap((item) => {
    const minor = item.text('version').value;
    if (!minor || item.flag('isPreview').value) return [];
    const plans = item.texts('capabilities.supportPlan').value ?? [];
    return {
      minor,
      isDefault: item.flag('isDefault').value === true,
      ltsOnly: !plans.some((plan) => plan.toLowerCase() === 'kubernetesofficial'),
    };
  });
}

/** Without the region's list: what the published calendar knows, from the old version on. */
function publishedMinors({ config, now }: Look, present: string | undefined): Offer[] {
  const first = Number(present?.split('.')[1] ?? Number.NaN);
  if (Number.isNaN(first)) return [];
  const most = 60;
  return Array.from({ length: most }, (_, index) => `1.${first + index}`)
    .filter((minor) => {
      const lifecycle = lifecycleOf(minor, config.kubernetesLifecycle);
      return lifecycle.kind === 'listed' && lifecycle.generalAvailability <= now;
    })
    .map((minor) => ({ minor, isDefault: false, ltsOnly: false }));
}

function lastsLongEnough(look: Look, minor: string, offered: Offer[] | undefined): boolean {
  const hasLts = look.cluster.word('properties.supportPlan').value === 'akslongtermsupport';
  const offer = offered?.find((one) => one.minor === minor);
  if (offered && (!offer || (offer.ltsOnly && !hasLts))) return false;
  const lifecycle = lifecycleOf(minor, look.config.kubernetesLifecycle);
  if (lifecycle.kind !== 'listed') return lifecycle.kind === 'unlisted' && offer !== undefined;
  const ends = hasLts ? (lifecycle.ltsEnds ?? lifecycle.supportEnds) : lifecycle.supportEnds;
  return ends.getTime() - look.now.getTime() > look.config.daysBeforeEndOfSupport * dayMs;
}
