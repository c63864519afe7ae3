/**
 * JUnit XML: a suite a cluster, a case a check. https://github.com/testmoapp/junitxml
 *
 * A finding is a `failure`. An unknown is an `error`, so that a pipeline that reads this file turns red
 * on what nobody could look at; as `skipped` it would turn green. What does not apply or is waived is
 * `skipped`, with the reason.
 */
import type { CheckResult, ClusterReport } from '../types.ts';
import type { ReportOptions } from './formats.ts';
import { printable } from './text.ts';
import { sayOutcome } from './waivers.ts';
import { commandsOf, sayEvidence, sayFix, selectResults } from './words.ts';

const elements = {
  fail: 'failure',
  unknown: 'error',
  waived: 'skipped',
  'not-applicable': 'skipped',
} as const;

export function toJunit(
  reports: readonly ClusterReport[],
  { severity }: Pick<ReportOptions, 'severity'>,
): string {
  const suites = reports.map((report) => ({ report, results: selectResults(report, severity) }));
  const all = suites.flatMap(({ results }) => results);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'Drawbridge posture', ...counts(all) })}>`,
    ...suites.flatMap(({ report, results }) => suite(report, results)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(report: ClusterReport, results: readonly CheckResult[]): string[] {
  const { name, id, takenAt, grade, score } = report;
  const properties = Object.entries({ id, grade, score: String(score) });
  return [
    `  <testsuite${attributes({ name, timestamp: takenAt.replace(/\.\d+Z$|Z$/, ''), ...counts(results) })}>`,
    '    <properties>',
    ...properties.map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
    '    </properties>',
    ...results.flatMap((result) => testCase(report, result)),
    '  </testsuite>',
  ];
}

function testCase(report: ClusterReport, result: CheckResult): string[] {
  const { check, title, layer, outcome, severity, message } = result;
  const open = `    <testcase${attributes({ classname: `${report.name}.${layer}`, name: `${check} ${title}`, time: '0' })}`;
  if (outcome === 'pass') return [`${open}/>`];
  const element = elements[outcome];
  const type = outcome === 'fail' ? severity : outcome;
  return [
    `${open}>`,
    element === 'skipped'
      ? `      <skipped${attributes({ message: `${outcome}: ${sayOutcome(result)}` })}/>`
      : `      <${element}${attributes({ type, message })}>${details(result)}</${element}>`,
    '    </testcase>',
  ];
}

function details({ message, why, evidence, fix }: CheckResult): string {
  const lines = [
    message,
    ...(why ? [why] : []),
    ...evidence.map((piece) => `- ${sayEvidence(piece)}`),
    ...(fix ? [`Fix: ${sayFix(fix)}`] : []),
    ...commandsOf(fix).flatMap((command) => `$ ${command}`.split('\n')),
    ...(fix && 'bicep' in fix && fix.bicep ? fix.bicep.split('\n') : []),
  ];
  return lines.map((line) => escaped(line)).join('\n');
}

function counts(results: readonly CheckResult[]): Record<string, string> {
  const count = (...outcomes: CheckResult['outcome'][]) =>
    String(results.filter(({ outcome }) => outcomes.includes(outcome)).length);
  return {
    tests: String(results.length),
    failures: count('fail'),
    errors: count('unknown'),
    skipped: count('waived', 'not-applicable'),
    time: '0',
  };
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

/** What XML 1.0 cannot hold is taken out: https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  return printable(text)
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
