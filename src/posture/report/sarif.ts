/**
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * What failed and what is unknown are results; what passed or does not apply is none, because readers
 * that ignore `kind` would show it as an alert. An unknown is of the kind `open` (§3.27.9: not enough
 * is known to decide) and so never a pass; a plane that could not be read is a notification as well.
 */
import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from '../define-check.ts';
import { byCatalogue, layerOf } from '../layers.ts';
import { sayReference } from '../references.ts';
import type { CheckResult, ClusterReport, Severity } from '../types.ts';
import type { ReportOptions } from './formats.ts';
import { printable, printableLines } from './text.ts';
import { sayWaiver } from './waivers.ts';
import { commandsOf, sayEvidence, sayFix, selectResults } from './words.ts';

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning#reportingdescriptor-object */
const securitySeverity: Record<Severity, string> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
};

const baseId = 'SRCROOT';

type Options = Pick<ReportOptions, 'generatedAt' | 'checks' | 'severity' | 'base'>;

export function toSarif(reports: readonly ClusterReport[], options: Options): string {
  const { generatedAt, severity, base } = options;
  const asked = new Set(reports.flatMap(({ results }) => results.map(({ check }) => check)));
  const checks = options.checks
    .filter(({ id }) => asked.has(id))
    .toSorted((left, right) => byCatalogue(left.id, right.id));
  const places = new Map(checks.map(({ id }, index) => [id as string, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Drawbridge', rules: checks.map(rule) } },
        automationDetails: { id: 'drawbridge/posture/' },
        ...(base &&
          reports.some(({ cluster, results }) => cluster.file || results.some(hasPlace)) && {
            originalUriBaseIds: { [baseId]: { uri: `${pathToFileURL(base).href}/` } },
          }),
        invocations: [
          {
            executionSuccessful: !reports.some(isUnread),
            endTimeUtc: generatedAt,
            toolExecutionNotifications: reports.flatMap((report) => notRead(report, base)),
          },
        ],
        results: reports.flatMap((report) =>
          selectResults(report, severity)
            .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable')
            .flatMap((result) =>
              atEachPlace(result).map((one) => ({
                ...(places.has(result.check) && { ruleIndex: places.get(result.check) }),
                ...resultOf(report, one, base),
              })),
            ),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule({ id, title, why, severity, group, references }: Check): object {
  const link = references.find(({ url }) => url)?.url;
  const elsewhere = references.map(sayReference).join(', ');
  const linked = references
    .map((other) => (other.url ? `[${sayReference(other)}](${other.url})` : sayReference(other)))
    .join(', ');
  return {
    id,
    name: id.replaceAll('-', ''),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: {
      text: `${why} See: ${elsewhere}.`,
      markdown: `${why}\n\nSee: ${linked}.`,
    },
    ...(link && { helpUri: link }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['security', 'aks', layerOf(group)],
      severity,
      'security-severity': securitySeverity[severity],
    },
  };
}

function hasPlace({ evidence }: CheckResult): boolean {
  return evidence.some(({ place }) => place !== undefined);
}

/** What was found in manifests is a result for each place: readers show only the first location of one. */
function atEachPlace(result: CheckResult): CheckResult[] {
  const byPlace = Map.groupBy(result.evidence, ({ place }) => place);
  byPlace.delete(undefined);
  if (byPlace.size === 0 || result.outcome === 'unknown') return [result];
  return [...byPlace.values()].map((evidence) => ({ ...result, evidence }));
}

function resultOf(report: ClusterReport, result: CheckResult, base: string | undefined): object {
  const { check, severity, outcome, message, evidence, layer, why, fix, waivers = [] } = result;
  const isOpen = outcome === 'unknown';
  const [{ object, place } = {}] = evidence;
  // A line moves with every edit; the object keeps its name.
  const about = place === undefined ? [] : [place.replace(/:\d+$/, ''), object ?? ''];
  const fingerprint = createHash('sha256')
    .update([identityOf(report, base), check, ...about].join('\n'))
    .digest('hex');
  return {
    ruleId: check,
    kind: isOpen ? 'open' : 'fail',
    // §3.27.10: a result that is no failure has no other level.
    level: isOpen ? 'none' : levels[severity],
    message: {
      text: printable(`${place === undefined ? report.name : (object ?? place)}: ${message}`),
    },
    locations: [place === undefined ? locationOf(report, base) : lineOf(place, object, base)],
    fingerprints: { 'clusterAndCheck/v1': fingerprint },
    // The one that GitHub compares; it would make one up from the line otherwise.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1` },
    ...(outcome === 'waived' && {
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: printable(waivers.map(sayWaiver).join('; ') || message),
        },
      ],
    }),
    properties: {
      outcome,
      severity,
      layer,
      evidence: evidence.map((piece) => printable(sayEvidence(piece))),
      ...(why && { why }),
      ...(waivers.length > 0 && { waivers }),
      ...(fix && { fix: printable(sayFix(fix)) }),
      ...(fix && 'commands' in fix && { commands: commandsOf(fix).map(printableLines) }),
      ...(fix && 'bicep' in fix && { bicep: fix.bicep }),
    },
  };
}

/** The same in every run and on every machine: what stands in a template is known by file and name. */
function identityOf({ id, name, cluster: { file } }: ClusterReport, base?: string): string {
  return (
    file && !/^\/subscriptions\//i.test(id) ? `${fileUri(file, base).uri}#${name}` : id
  ).toLowerCase();
}

function locationOf({ id, name, cluster: { file } }: ClusterReport, base?: string): object {
  return {
    ...(file && {
      physicalLocation: { artifactLocation: fileUri(file, base), region: { startLine: 1 } },
    }),
    logicalLocations: [
      { name: printable(name), fullyQualifiedName: printable(id), kind: 'resource' },
    ],
  };
}

/** `deploy/web.yaml:12`; what came from standard input has no file. */
function lineOf(place: string, object: string | undefined, base?: string): object {
  const [, file = place, line = '1'] = /^(.*):(\d+)$/s.exec(place) ?? [];
  const name = printable(object ?? file);
  return {
    ...(file !== 'stdin' && {
      physicalLocation: {
        artifactLocation: fileUri(resolve(base ?? '', file), base),
        region: { startLine: Number(line) },
      },
    }),
    logicalLocations: [{ name, fullyQualifiedName: name, kind: 'resource' }],
  };
}

/** Below the base a file is named from there, so that the log means the same elsewhere. */
function fileUri(file: string, base?: string): { uri: string; uriBaseId?: string } {
  const inner = base === undefined ? undefined : relative(base, file);
  if (inner === undefined || inner === '' || inner.startsWith('..'))
    return { uri: pathToFileURL(file).href };
  const uri = inner.split(sep).map(encodeURIComponent).join('/');
  return { uri, uriBaseId: baseId };
}

function notRead(report: ClusterReport, base: string | undefined): object[] {
  return report.unreadable.map(({ plane, reason, help, checks }) => ({
    level: 'warning',
    descriptor: { id: `not-read/${plane}` },
    message: {
      text: printable(
        `${report.name}: ${reason}, so ${checks.join(', ')} ${checks.length === 1 ? 'is' : 'are'} unknown.${help ? ` ${help}` : ''}`,
      ),
    },
    locations: [locationOf(report, base)],
  }));
}

function isUnread({ unreadable }: ClusterReport): boolean {
  return unreadable.some(({ plane }) => plane === 'managedCluster');
}
