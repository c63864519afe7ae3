/** Which story happens where: some lie in the past when the sandbox starts, some come while one looks on. */

import type { StoryName } from './stories/index.ts';
import { hour, minute } from './story.ts';

interface Planned {
  story: StoryName;
  /** Milliseconds after the sandbox's start; before it where negative. */
  after: number;
  /** And again, each so many milliseconds. */
  every?: number;
}

const day = 24 * hour;
const ago = (story: StoryName, time: number): Planned => ({ story, after: -time });
const coming = (story: StoryName, after: number, every: number): Planned => ({
  story,
  after,
  every,
});

/** By name and region: two clusters may have one name. */
const plans: Record<string, Planned[]> = {
  'aks-prod-weu westeurope': [
    ago('pipeline-broken', 190 * minute),
    ago('colleague-denied', 42 * minute),
    ago('exec-denied', 95 * minute),
    ago('can-i-burst', 70 * minute),
    ago('local-admin', 6 * hour),
    ago('quota', 4 * hour),
    coming('colleague-denied', 6 * minute, 30 * minute),
    coming('exec-denied', 21 * minute, 50 * minute),
  ],
  'aks-prod-neu northeurope': [
    ago('gatekeeper', 3 * hour),
    ago('deprecated-api', 5 * hour),
    ago('token-outside', 2 * hour),
  ],
  'aks-prod-eus eastus': [
    ago('secret-enumeration', 50 * minute),
    ago('pod-security', hour),
    ago('unauthenticated', 3 * hour),
    coming('pod-security', 14 * minute, 45 * minute),
  ],
  'aks-staging-weu westeurope': [
    ago('internet-scan', 2 * hour),
    ago('cluster-admin-binding', 5 * hour),
    ago('rbac-escalation', 9 * hour),
  ],
  'aks-staging-neu northeurope': [ago('exec-denied', 8 * hour), ago('quota', 7 * hour)],
  'aks-staging-eus eastus': [ago('privileged-pod', 7 * hour), ago('pod-security', 10 * hour)],
  'aks-data-prod-weu westeurope': [ago('azure-role-removed', 100 * minute)],
  'aks-data-dev-weu westeurope': [
    ago('internet-scan', 90 * minute),
    ago('anonymous-allowed', 11 * hour),
  ],
  'aks-pay-prod westeurope': [ago('rbac-escalation', 80 * minute), ago('deprecated-api', 9 * hour)],
  'aks-pay-prod northeurope': [
    ago('internet-scan', 30 * minute),
    ago('unauthenticated', 2 * hour),
    coming('internet-scan', 10 * minute, 40 * minute),
  ],
  'aks-pay-dev-weu westeurope': [ago('impersonation', 65 * minute), ago('can-i-burst', 3 * hour)],
};

/** Everywhere: what people and the pipeline have always done. */
const everywhere: Planned[] = [
  ...[2, 3, 5, 7, 9, 12].map((days) => ago('working-day', days * day)),
  ago('cluster-written', 30 * hour),
  ago('cluster-written', 8 * day),
];

export function plannedFor({ name, location }: { name: string; location: string }): Planned[] {
  return [...everywhere, ...(plans[`${name} ${location}`] ?? [])];
}
