import { lifecycleSource, minorOf } from '../../../fleet/lifecycle.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azurePolicy, kubescape, psrule } from '../../references.ts';
import { day, type SupportWindow, supportWindow } from './_versions.ts';

const dayMs = 24 * 60 * 60 * 1000;

const upgradePlan = manual((look: Look) => ({
  steps:
    'Upgrade the control plane one minor at a time, then the node pools. Look first for removed APIs and for disruption budgets that block drains. AKS long-term support (Premium tier) buys a year.',
  commands: [
    azAks(look, 'get-upgrades', '--output table'),
    azAks(look, 'upgrade', '--control-plane-only --kubernetes-version "<next version>"'),
  ],
}));

/** Supported by the region's own list, or by the calendar? Undefined where neither knows the minor. */
function isSupported(window: SupportWindow, now: Date): boolean | undefined {
  const { lifecycle, offered, hasLts, ends } = window;
  if (offered === 'supported' || (offered === 'lts-only' && hasLts)) return true;
  if (offered === 'preview' || offered === 'lts-only') return false;
  if (lifecycle.kind === 'older') return false;
  if (lifecycle.kind === 'listed')
    return ends !== null && lifecycle.generalAvailability <= now && now < ends;
  return offered === undefined ? undefined : false;
}

const sayOffer: Record<NonNullable<SupportWindow['offered']> | 'not-read', string> = {
  supported: ', and the region offers it',
  'lts-only': ', and the region offers it with long-term support',
  'not-offered': ', but the region no longer offers it',
  preview: '',
  'not-read': '',
};

function saySupport({ version, ends, hasLts, offered }: SupportWindow): string {
  const plan = hasLts ? ' long-term support' : ' support';
  const until = ends ? ` until ${day(new Date(ends.getTime() - dayMs))}` : '';
  return `Kubernetes ${version} is in${plan}${until}${sayOffer[offered ?? 'not-read']}.`;
}

function sayNoSupport(window: SupportWindow, now: Date): string {
  const { version, lifecycle, hasLts, ends, offered } = window;
  if (offered === 'preview') return `Kubernetes ${version} is a preview in this region.`;
  if (lifecycle.kind === 'listed' && now < lifecycle.generalAvailability)
    return `Kubernetes ${version} is not generally available yet.`;
  if (offered === 'lts-only' && !hasLts)
    return `Kubernetes ${version} is supported only with long-term support, which is off.`;
  const since = ends ? ` since ${day(ends)}` : '';
  if (hasLts) return `Kubernetes ${version} is out of long-term support${since}.`;
  const platform = lifecycle.kind === 'listed' ? lifecycle.platformSupportUntil : null;
  return platform
    ? `Kubernetes ${version} is out of community support${since}. Azure keeps the platform under it running until ${platform}, but does not patch Kubernetes.`
    : `Kubernetes ${version} is out of support${since}: holes in it stay open.`;
}

const references = [
  psrule('Version'),
  azurePolicy('fb893a29'),
  kubescape('C-0273'),
  aksDocs('supported-kubernetes-versions'),
];

export const checks = [
  defineCheck({
    id: 'AKS-UPG-001',
    title: 'Kubernetes version supported',
    group: 'UPG',
    severity: 'high',
    why: 'Out of support, published holes in Kubernetes are no longer closed: attackers have a recipe, and Azure may upgrade the cluster at a time that it chooses.',
    needs: ['managedCluster'],
    uses: ['kubernetesVersions'],
    references,
    evaluate(look) {
      const window = supportWindow(look);
      const supported = isSupported(window, look.now);
      if (supported === undefined)
        return unknown(
          `Whether Kubernetes ${window.version} is supported is not known: the calendar of ${lifecycleSource.asOf} does not list it, and the region’s list was not read.`,
          ...window.evidence,
        );
      return supported
        ? pass(saySupport(window), ...window.evidence)
        : fail(sayNoSupport(window, look.now), ...window.evidence);
    },
    fix: upgradePlan,
  }),
  defineCheck({
    id: 'AKS-UPG-005',
    title: 'End of support not near',
    group: 'UPG',
    severity: 'medium',
    why: 'An upgrade in a hurry skips tests and is put off again: clusters fall out of support one missed window at a time.',
    needs: ['managedCluster'],
    uses: ['kubernetesVersions'],
    references: [aksDocs('supported-kubernetes-versions')],
    evaluate(look) {
      const { version, lifecycle, ends, evidence } = supportWindow(look);
      if (lifecycle.kind === 'older')
        return fail(`Kubernetes ${version} is long out of support.`, ...evidence);
      if (!ends)
        return unknown(
          `When support for Kubernetes ${version} ends is not known: the calendar of ${lifecycleSource.asOf} does not list it.`,
          ...evidence,
        );
      const days = Math.ceil((ends.getTime() - look.now.getTime()) / dayMs);
      if (days <= 0)
        return fail(`Support for Kubernetes ${version} ended on ${day(ends)}.`, ...evidence);
      return days > look.config.daysBeforeEndOfSupport
        ? pass(`Support for Kubernetes ${version} lasts for ${days} more days.`, ...evidence)
        : fail(
            `Support for Kubernetes ${version} ends in ${days} ${days === 1 ? 'day' : 'days'}.`,
            ...evidence,
          );
    },
    fix: upgradePlan,
  }),
  defineCheck({
    id: 'AKS-UPG-009',
    title: 'Long-term support consistent',
    group: 'UPG',
    severity: 'low',
    why: 'Long-term support without the Premium tier is none; a version past community support without it gets no patches, whatever somebody believes.',
    needs: ['managedCluster'],
    uses: ['kubernetesVersions'],
    references: [aksDocs('long-term-support')],
    evaluate(look) {
      const tier = look.cluster.word('sku.tier');
      const plan = look.cluster.word('properties.supportPlan');
      if (plan.value === 'akslongtermsupport')
        return tier.value === 'premium'
          ? pass(
              'Long-term support is on, with the tier that it needs.',
              plan.evidence,
              tier.evidence,
            )
          : fail('Long-term support needs the Premium tier.', plan.evidence, tier.evidence);
      const { version, lifecycle, offered, evidence } = supportWindow(look);
      const seen = [...evidence, tier.evidence] as const;
      const isPast =
        lifecycle.kind === 'older' ||
        (lifecycle.kind === 'listed' && look.now >= lifecycle.supportEnds) ||
        offered === 'lts-only';
      if (isPast)
        return fail(
          `Kubernetes ${minorOf(version) ?? version} is past community support, and long-term support is off.`,
          ...seen,
        );
      return lifecycle.kind === 'unlisted' && offered !== 'supported'
        ? unknown(
            `Whether Kubernetes ${version} still has community support is not known.`,
            ...seen,
          )
        : pass('The version has community support; long-term support is not needed.', ...seen);
    },
    fix: manual((look) => ({
      steps: 'Upgrade to a version with community support, or pay for long-term support.',
      commands: [
        azAks(look, 'get-upgrades', '--output table'),
        azAks(look, 'update', '--tier premium --k8s-support-plan AKSLongTermSupport'),
      ],
    })),
  }),
];
