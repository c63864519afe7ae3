import { type Finding, fail, pass } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import type { Evidence } from '../../types.ts';

/**
 * Days on which support ends.
 * https://learn.microsoft.com/azure/aks/use-network-policies, …/configure-kubenet,
 * …/open-service-mesh-about, …/availability-sets-on-aks
 */
export const retires = {
  npmOnWindows: '2026-09-30',
  npmOnLinux: '2028-09-30',
  kubenet: '2028-03-31',
  openServiceMesh: '2027-09-30',
  availabilitySets: '2025-09-30',
  customCaTrust: '2026-09-14',
} as const;

/** Something that is in use and has, or will have, no support: it fails from its last day on. */
export function inUse(
  { now }: Look,
  what: string,
  lastDay: string,
  ...evidence: [Evidence, ...Evidence[]]
): Finding {
  const isOver = now.toISOString().slice(0, 10) >= lastDay;
  return isOver
    ? fail(`${what}; its support ended on ${lastDay}.`, ...evidence)
    : pass(`${what}; its support ends on ${lastDay}: plan to leave it.`, ...evidence);
}
