/** A report on many clusters: read by check first, then by owner. Pure. */
import type { Check } from '../define-check.ts';
import { byCatalogue } from '../layers.ts';
import { severities } from '../severity.ts';
import type { OutcomeKind, Severity } from '../types.ts';
import type { ClusterDigest } from './digest.ts';

/** One check over the fleet: "fails on 41 of 60". */
export interface FleetFinding {
  check: string;
  title: string;
  severity: Severity;
  /** Where it fails, by name. */
  clusters: { id: string; name: string }[];
  /** On how many clusters it applies, those where it is unknown included. */
  of: number;
  unknown: number;
  /** On how many of them it is waived for a time, and not fixed. */
  waived: number;
  /** On how many of them the finding is new. */
  new: number;
}

export interface FleetCluster extends Omit<ClusterDigest, 'outcomes' | 'new'> {
  new: number;
}

export interface OwnerPart {
  /** Null for clusters that no tag gives to a team. */
  owner: string | null;
  /** The worst first. */
  clusters: FleetCluster[];
  findings: FleetFinding[];
  failed: Record<Severity, number>;
  /** Findings that are waived for a time, over all clusters. */
  waived: number;
}

export interface FleetReport extends Omit<OwnerPart, 'owner'> {
  /** Clusters of which nothing could be read. */
  unread: { id: string; name: string; reason: string }[];
  unknown: number;
  owners: OwnerPart[];
}

export function fleetReport(
  digests: readonly ClusterDigest[],
  unread: FleetReport['unread'],
  checks: readonly Pick<Check, 'id' | 'title' | 'severity'>[],
): FleetReport {
  const byOwner = Map.groupBy(digests, ({ owner }) => owner);
  const owners = [...byOwner].map(([owner, theirs]) => ({ owner, ...partOf(theirs, checks) }));
  return {
    ...partOf(digests, checks),
    unread,
    unknown: sum(digests.map(({ unknown }) => unknown)),
    owners: owners.sort(byNeed),
  };
}

function partOf(
  digests: readonly ClusterDigest[],
  checks: readonly Pick<Check, 'id' | 'title' | 'severity'>[],
): Omit<OwnerPart, 'owner'> {
  return {
    clusters: digests.map(clusterOf).sort(byWorst),
    findings: findingsOf(digests, checks),
    waived: sum(digests.map((digest) => count(digest, 'waived'))),
    failed: Object.fromEntries(
      severities.map((severity) => [severity, sum(digests.map(({ failed }) => failed[severity]))]),
    ) as Record<Severity, number>,
  };
}

/** Checks that fail anywhere: the worst severity first, then the largest share of the clusters. */
function findingsOf(
  digests: readonly ClusterDigest[],
  checks: readonly Pick<Check, 'id' | 'title' | 'severity'>[],
): FleetFinding[] {
  const findings = checks.flatMap(({ id, title, severity }): FleetFinding[] => {
    const asked = digests.filter(({ outcomes }) => {
      const outcome = outcomes[id];
      return outcome !== undefined && outcome !== 'not-applicable';
    });
    const failing = asked.filter(({ outcomes }) => outcomes[id] === 'fail');
    if (failing.length === 0) return [];
    return [
      {
        check: id,
        title,
        severity,
        clusters: failing
          .map(({ id: cluster, name }) => ({ id: cluster, name }))
          .sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id)),
        of: asked.length,
        unknown: asked.filter(({ outcomes }) => outcomes[id] === 'unknown').length,
        waived: asked.filter(({ outcomes }) => outcomes[id] === 'waived').length,
        new: failing.filter((digest) => digest.new.includes(id)).length,
      },
    ];
  });
  return findings.sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      share(b) - share(a) ||
      b.clusters.length - a.clusters.length ||
      byCatalogue(a.check, b.check),
  );
}

/** 0 to 1. */
export function share({ clusters, of }: Pick<FleetFinding, 'clusters' | 'of'>): number {
  return of === 0 ? 0 : clusters.length / of;
}

function count({ outcomes }: ClusterDigest, wanted: OutcomeKind): number {
  return Object.values(outcomes).filter((outcome) => outcome === wanted).length;
}

function clusterOf({ outcomes: _outcomes, ...digest }: ClusterDigest): FleetCluster {
  return { ...digest, new: digest.new.length };
}

function byWorst(a: FleetCluster, b: FleetCluster): number {
  return compareFailed(a.failed, b.failed) || a.score - b.score || compareText(a.name, b.name);
}

/** Who has most to do comes first; those without an owner last, whatever they have. */
function byNeed(a: OwnerPart, b: OwnerPart): number {
  return (
    Number(a.owner === null) - Number(b.owner === null) ||
    compareFailed(a.failed, b.failed) ||
    compareText(a.owner ?? '', b.owner ?? '')
  );
}

function compareFailed(a: Record<Severity, number>, b: Record<Severity, number>): number {
  for (const severity of severities)
    if (a[severity] !== b[severity]) return b[severity] - a[severity];
  return 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
