import {
  newestPatch,
  type OfferedMinor,
  openVersions,
  readOffers,
  wayTo,
} from '../fleet/kubernetes-versions.ts';
import { compareVersions, type MinorLifecycle, minorOf } from '../fleet/lifecycle.ts';
import type { Json, Snapshot } from '../fleet/snapshot.ts';
import { type Support, supportOf } from '../fleet/support.ts';
import { findBlockers } from './blockers/index.ts';
import type { BlockerFinding } from './blockers/types.ts';
import { byItself } from './by-itself.ts';
import { type ClusterFacts, clusterFacts, nodesIn } from './facts.ts';
import type { Began, FailedUpgrade } from './failures.ts';
import type { FleetRuns } from './fleet-runs.ts';
import type { OwnRecord } from './own-record.ts';
import type { Quota } from './quota.ts';
import type { UpgradeReport, UpgradeTarget } from './types.ts';
import { titleOfStep, worksFor } from './works.ts';

export interface AssessOptions {
  now: Date;
  systemNamespaces: readonly string[];
  /** Corrections of the shipped calendar. */
  lifecycle?: readonly MinorLifecycle[];
  /** Without them, that they were not asked for is said. */
  fleetRuns?: FleetRuns;
  quota?: Quota;
  began?: Began;
  ownRecord?: OwnRecord;
}

const notAsked = { kind: 'unknown', reason: 'it was not asked for here' } as const;

/** More days of support than that, and a patch is all that is advised. */
const enoughDays = 90;

/** Everything about the upgrade of one cluster that can be told beforehand; null where the cluster itself was not read. */
export function assess(snapshot: Snapshot, options: AssessOptions): UpgradeReport | null {
  const { planes, cluster } = snapshot;
  if (planes.managedCluster.state === 'unreadable') return null;
  const document = planes.managedCluster.value;
  const facts = clusterFacts(document);
  const {
    now,
    lifecycle: overrides = [],
    fleetRuns,
    began = notAsked,
    ownRecord = notAsked,
  } = options;
  const failed = failedUpgradeOf(document);
  const versions = planes.kubernetesVersions;
  const offers = versions.state === 'read' ? readOffers(versions.value) : null;
  const support = supportOf({ ...facts, offers, overrides, now });
  const open = offers ? openVersions(offers, facts.hasLts) : null;
  const newest = open ? newestPatch(open, minorOf(facts.version) ?? '') : undefined;
  const isKnown = minorOf(facts.version) !== undefined;
  const targets =
    offers && isKnown ? targetsFor({ facts, snapshot, offers, support, overrides, now }) : [];
  return {
    ...{ id: cluster.id, name: cluster.name, resourceGroup: cluster.resourceGroup },
    version: facts.version,
    ...(open && {
      newestPatch: newest && compareVersions(newest, facts.version) > 0 ? newest : null,
    }),
    support: {
      ...support,
      ends: support.ends?.toISOString() ?? null,
      ltsEnds: support.ltsEnds?.toISOString(),
    },
    targets,
    ...(targets.length === 0 && { noTarget: whyNone(snapshot, facts, open) }),
    isNewest:
      isKnown && open !== null && !open.some((each) => compareVersions(each, facts.version) > 0),
    byItself: byItself(snapshot, facts, { open, offers, now }),
    pools: facts.pools.map((pool) => ({
      ...{ name: pool.name, mode: pool.mode, version: pool.version, maxSurge: pool.maxSurge },
      nodes: nodesIn(pool),
    })),
    findings: findingsFor(snapshot, facts, targets[0], options),
    fleetRuns:
      fleetRuns?.kind === 'known'
        ? fleetRuns.runs.map(({ fleet, name }) => `${fleet}/${name}`)
        : [],
    failure: failureOf(document),
    failedUpgrade: failed && { ...failed, began },
    ownRecord,
  };
}

/** Without a target what stands in the way of the present version's patches is asked: state, budgets, nodes. */
function findingsFor(
  snapshot: Snapshot,
  facts: ClusterFacts,
  target: UpgradeTarget | undefined,
  { now, systemNamespaces, fleetRuns = notAsked, quota = notAsked }: AssessOptions,
): BlockerFinding[] {
  const to = target?.version ?? facts.version;
  const hops = target ? [target.firstHop] : [];
  return [
    ...findBlockers({ snapshot, facts, to, hops, now, systemNamespaces, quota }),
    ...(fleetRuns.kind === 'unknown'
      ? [
          {
            topic: 'Fleet Manager',
            verdict: 'unknown' as const,
            message: `Whether a Fleet Manager upgrades this cluster is not known: ${fleetRuns.reason}.`,
          },
        ]
      : []),
  ];
}

function targetsFor({
  facts,
  snapshot,
  offers,
  support,
  overrides,
  now,
}: {
  facts: ClusterFacts;
  snapshot: Snapshot;
  offers: readonly OfferedMinor[];
  support: Support;
  overrides: readonly MinorLifecycle[];
  now: Date;
}): UpgradeTarget[] {
  const { version, hasLts, pools } = facts;
  const open = openVersions(offers, hasLts);
  const minors = offers.filter(({ minor }) => newestPatch(open, minor) !== undefined);
  const patchOf = (minor: string | undefined) => (minor ? newestPatch(open, minor) : undefined);
  const own = minorOf(version) ?? '';
  const above = minors.filter(({ minor }) => compareVersions(minor, own) > 0);
  const usual = minors.find(({ isDefault }) => isDefault)?.minor;
  const wanted: [string | undefined, UpgradeTarget['why']][] = [
    [patchOf(own), 'newest patch'],
    [patchOf(usual), 'usual version'],
    [patchOf(above[0]?.minor), 'next minor'],
    [patchOf(above.at(-1)?.minor), 'newest minor'],
  ];
  const isPressing = (support.days ?? -1) <= enoughDays || support.kind === 'platform';
  const targets: UpgradeTarget[] = [];
  for (const [to, why] of isPressing ? [...wanted.slice(1), ...wanted.slice(0, 1)] : wanted) {
    if (!to || targets.some((each) => each.version === to)) continue;
    const upgrades = offeredUpgrades(snapshot);
    const way = wayTo({ from: version, to, offers, hasLts, upgrades });
    if (way.kind === 'none') continue;
    const works = worksFor({ version, hops: way.hops, to, pools, offers, hasLts });
    if (works.length === 0) continue;
    const { days } = supportOf({ version: to, hasLts, offers, overrides, now });
    targets.push({
      version: to,
      why,
      steps: works.map(titleOfStep),
      days,
      firstHop: way.hops[0] ?? to,
    });
  }
  return targets;
}

/** Where Azure says that this very cluster can go; undefined where it was not to be read. */
export function offeredUpgrades({ planes: { upgradeProfile } }: Snapshot): string[] | undefined {
  if (upgradeProfile.state === 'unreadable') return undefined;
  const upgrades: Json[] | undefined =
    upgradeProfile.value?.properties?.controlPlaneProfile?.upgrades;
  return upgrades
    ?.filter(({ isPreview }) => isPreview !== true)
    .map(({ kubernetesVersion }) => String(kubernetesVersion));
}

function whyNone(
  { planes: { kubernetesVersions: versions } }: Snapshot,
  { version }: ClusterFacts,
  open: readonly string[] | null,
): string {
  if (minorOf(version) === undefined) return 'Azure does not say which version runs.';
  if (versions.state === 'unreadable')
    return `Which versions the region offers is not known: ${versions.reason}.`;
  const newer = (open ?? []).some((each) => compareVersions(each, version) > 0);
  return newer
    ? `Azure offers no way on from ${version}.`
    : 'It runs the newest version that the region offers.';
}

function failureOf(document: Json): string | null {
  const { provisioningState, status } = document?.properties ?? {};
  if (provisioningState !== 'Failed') return null;
  return errorIn(status) ?? 'Azure gives no reason.';
}

function errorIn(status: Json): string | null {
  const { code, message } = status?.provisioningError ?? {};
  return message ? `${code ? `${code}: ` : ''}${message}` : null;
}

/** An upgrade that the states of the cluster and its pools say has failed. A wish may name a minor only, which any of its patches fulfils. */
export function failedUpgradeOf(document: Json): Omit<FailedUpgrade, 'began'> | null {
  const { provisioningState, kubernetesVersion, currentKubernetesVersion, agentPoolProfiles } =
    document?.properties ?? {};
  const control = {
    ...{ pool: null, state: provisioningState, status: document?.properties?.status },
    ...{ wished: kubernetesVersion, runs: currentKubernetesVersion },
  };
  const pools = (agentPoolProfiles ?? []).map((pool: Json) => ({
    ...{ pool: String(pool?.name), state: pool?.provisioningState, status: pool?.status },
    ...{ wished: pool?.orchestratorVersion, runs: pool?.currentOrchestratorVersion },
  }));
  const failed = [control, ...pools].find(
    ({ state, wished, runs }) =>
      state === 'Failed' &&
      typeof wished === 'string' &&
      typeof runs === 'string' &&
      runs !== wished &&
      !runs.startsWith(`${wished}.`),
  );
  if (!failed) return null;
  const error = errorIn(failed.status) ?? errorIn(control.status);
  return { version: String(failed.wished), pool: failed.pool, error };
}
