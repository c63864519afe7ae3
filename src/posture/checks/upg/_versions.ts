import type { MinorLifecycle } from '../../../fleet/lifecycle.ts';
import { type Lifecycle, lifecycleOf, minorOf } from '../../../fleet/lifecycle.ts';
import type { Look } from '../../look.ts';
import { NotKnown } from '../../read.ts';
import type { Evidence } from '../../types.ts';

/** The version that runs; a template says only which was asked for. */
export function clusterVersion({ cluster }: Look): { version: string; evidence: Evidence } {
  const running = cluster.text('properties.currentKubernetesVersion');
  if (running.value) return { version: running.value, evidence: running.evidence };
  const wanted = cluster.text('properties.kubernetesVersion');
  if (wanted.value) return { version: wanted.value, evidence: wanted.evidence };
  throw new NotKnown('Which Kubernetes version runs is not known.', running.evidence);
}

export interface SupportWindow {
  version: string;
  lifecycle: Lifecycle;
  hasLts: boolean;
  /** The first moment without the support that the cluster's plan gives; null where no calendar says. */
  ends: Date | null;
  /** What the region offers for this minor; undefined where its list was not read. */
  offered: 'supported' | 'lts-only' | 'preview' | 'not-offered' | undefined;
  evidence: [Evidence, ...Evidence[]];
}

export function supportWindow(look: Look): SupportWindow {
  const { version, evidence } = clusterVersion(look);
  const plan = look.cluster.word('properties.supportPlan');
  const hasLts = plan.value === 'akslongtermsupport';
  const overrides: readonly MinorLifecycle[] = look.config.kubernetesLifecycle;
  const lifecycle = lifecycleOf(version, overrides);
  const region = offer(look, version);
  return {
    version,
    lifecycle,
    hasLts,
    ends: endOf(lifecycle, hasLts),
    offered: region?.offered,
    evidence: [evidence, plan.evidence, ...(region ? [region.evidence] : [])],
  };
}

function endOf(lifecycle: Lifecycle, hasLts: boolean): Date | null {
  if (lifecycle.kind !== 'listed') return null;
  return hasLts ? (lifecycle.ltsEnds ?? lifecycle.supportEnds) : lifecycle.supportEnds;
}

function offer(look: Look, version: string) {
  if (!look.wasRead('kubernetesVersions')) return undefined;
  const wanted = minorOf(version);
  const entry = look
    .list('kubernetesVersions')
    .items.find((item) => item.text('version').value === wanted);
  if (!entry)
    return {
      offered: 'not-offered' as const,
      evidence: look.evidenceOf('kubernetesVersions', `${wanted} is not in the list`),
    };
  const plans = entry.texts('capabilities.supportPlan');
  const official = plans.value?.some((plan) => plan.toLowerCase() === 'kubernetesofficial');
  const offered = entry.flag('isPreview').value ? 'preview' : official ? 'supported' : 'lts-only';
  return { offered, evidence: { ...plans.evidence, object: `Kubernetes ${wanted}` } } as const;
}

export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
