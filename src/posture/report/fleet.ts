/** Many clusters in text: read by check first, then by owner, then cluster by cluster. */
import type { FleetCluster, FleetFinding, FleetReport } from '../fleet/report.ts';
import { isAtLeast, severities } from '../severity.ts';
import type { Severity } from '../types.ts';
import { columns, painter, printable } from './text.ts';

interface Options {
  severity?: Severity;
  colours?: boolean;
}

const mostNames = 5;

export function fleetToTable(
  fleet: FleetReport,
  { severity, colours = false }: Options = {},
): string {
  const paint = painter(colours);
  const findings = select(fleet.findings, severity);
  const parts = [
    [paint('bold', `${count(fleet.clusters.length)}: ${sayFailed(fleet.failed)}`), unknownOf(fleet)]
      .filter((part) => part !== '')
      .join('\n'),
    [
      paint('bold', 'By check'),
      ...columns(
        findings.map((each) => [each.severity, ratio(each), each.check, printable(each.title)]),
        '  ',
      ),
    ].join('\n'),
    ...fleet.owners.map(({ owner, clusters, findings: theirs, failed }) =>
      [
        paint(
          'bold',
          `${printable(owner ?? 'Without an owner')}: ${count(clusters.length)}, ${sayFailed(failed)}`,
        ),
        ...columns(
          select(theirs, severity).map((each) => [
            each.severity,
            ratio(each),
            each.check,
            `${printable(each.title)}: ${names(each)}`,
          ]),
          '  ',
        ),
      ].join('\n'),
    ),
    [
      paint('bold', 'By cluster'),
      ...columns(
        fleet.clusters.map((each) => [
          printable(each.name),
          `${each.grade} (${each.score})`,
          sayFailed(each.failed),
        ]),
        '  ',
      ),
    ].join('\n'),
    'drawbridge posture NAME shows the findings of one cluster with their evidence.',
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A section that stands before those of the clusters. `plain` escapes what others chose. */
export function fleetToMarkdown(
  fleet: FleetReport,
  { severity, plain }: { severity?: Severity; plain: (text: string) => string },
): string {
  const byCheck = (findings: readonly FleetFinding[]) =>
    select(findings, severity).map(
      (each) =>
        `| ${each.severity} | ${each.check} | ${plain(each.title)} | ${ratio(each)} | ${plain(names(each))} |`,
    );
  const head = ['| Severity | Check | Title | Fails on | Clusters |', '|---|---|---|---|---|'];
  const owners = fleet.owners.filter(({ owner }) => owner !== null || fleet.owners.length > 1);
  return [
    `## ${count(fleet.clusters.length)}: ${sayFailed(fleet.failed)}`,
    ...(unknownOf(fleet) === '' ? [] : [unknownOf(fleet)]),
    [...head, ...byCheck(fleet.findings)].join('\n'),
    ...owners.flatMap(({ owner, clusters, findings, failed }) => [
      `### ${plain(owner ?? 'Without an owner')}: ${count(clusters.length)}, ${sayFailed(failed)}`,
      [...head, ...byCheck(findings)].join('\n'),
    ]),
  ].join('\n\n');
}

/** What other programs read; `clusters` stand elsewhere, so they are named by id alone. */
export function fleetToJson(fleet: FleetReport, severity?: Severity) {
  const findings = (all: readonly FleetFinding[]) =>
    select(all, severity).map(({ clusters, ...each }) => ({
      ...each,
      clusters: clusters.map(({ id }) => id),
    }));
  const idsOf = (clusters: readonly FleetCluster[]) => clusters.map(({ id }) => id);
  return {
    failed: fleet.failed,
    unknown: fleet.unknown,
    checks: findings(fleet.findings),
    owners: fleet.owners.map(({ owner, clusters, failed, findings: theirs }) => ({
      owner,
      clusters: idsOf(clusters),
      failed,
      checks: findings(theirs),
    })),
  };
}

function select(findings: readonly FleetFinding[], least: Severity = 'info'): FleetFinding[] {
  return findings.filter(({ severity }) => isAtLeast(severity, least));
}

/** `41 of 60`, with what is not known. */
function ratio({ clusters, of, unknown }: FleetFinding): string {
  return `${clusters.length} of ${of}${unknown > 0 ? ` (${unknown} unknown)` : ''}`;
}

function names({ clusters }: FleetFinding): string {
  const shown = clusters.slice(0, mostNames).map(({ name }) => printable(name));
  const more = clusters.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function sayFailed(failed: Record<Severity, number>): string {
  const parts = severities.flatMap((severity) =>
    failed[severity] > 0 ? [`${failed[severity]} ${severity}`] : [],
  );
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

function unknownOf({ unknown, unread }: FleetReport): string {
  const parts = [
    unknown > 0 ? `${unknown} results are unknown: they count as neither` : '',
    unread.length > 0 ? `${count(unread.length)} could not be looked at` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function count(clusters: number): string {
  return `${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}`;
}
