import type { Check } from '../../define-check.ts';
import { frameworkNames, frameworks, ruleResults, shortRule } from '../../frameworks.ts';
import { layers } from '../../layers.ts';
import type { CheckResult, ClusterReport, OutcomeKind } from '../../types.ts';
import { byReason } from '../by-reason.ts';
import { sayLapsed, sayOutcome, sayWaiver } from '../waivers.ts';
import { headline, outcomeWords, sayFix, sayTime } from '../words.ts';
import { bestFirst, chip, findingCard } from './finding.ts';
import { html, type Markup, prose } from './markup.ts';

const mostFirst = 5;

export interface ClusterPart {
  report: ClusterReport;
  /** Those that are shown, the most urgent first. */
  results: readonly CheckResult[];
  checks: readonly Check[];
  /** Of this part in the page. */
  anchor: string;
}

export function clusterPart({ report, results, checks, anchor }: ClusterPart): Markup {
  const byId = new Map<string, Check>(checks.map((check) => [check.id, check]));
  const findings = results.filter(({ outcome }) => outcome === 'fail');
  const unknown = results.filter(({ outcome }) => outcome === 'unknown');
  return html`
<article class="sheet cluster" id="${anchor}" aria-labelledby="${anchor}-name">
${head(report, anchor)}
${managed(report)}
${notRead(report, anchor)}
${doFirst(findings)}
${findingsByLayer(findings, byId)}
${unknownOnes(report, unknown, anchor)}
${waivedTable(report, results)}
${frameworkTable(report, checks)}
${allResults(results)}
</article>`;
}

function head(report: ClusterReport, anchor: string): Markup {
  const { name, grade, score, takenAt, cluster, totals } = report;
  const place = [cluster.resourceGroup, cluster.location, cluster.file ?? ''].filter(
    (part) => part !== '',
  );
  const counts: [OutcomeKind, string][] = [
    ['fail', 'Findings'],
    ['unknown', 'Unknown'],
    ['pass', 'Passed'],
    ['not-applicable', 'Not applicable'],
    ['waived', 'Waived'],
  ];
  return html`
<header class="head">
<div class="grade ${grade}" role="img" aria-label="Grade ${grade}">${grade}</div>
<div class="about">
<h2 id="${anchor}-name">${name}</h2>
<p>${headline(report)}.</p>
<div class="bar ${grade}" role="img" aria-label="Score ${score} of 100"><span style="width:${score}%"></span></div>
<p class="soft">Score ${score} of 100 · ${place.map((part) => `${part} · `)}read ${sayTime(takenAt)}</p>
</div>
</header>
<dl class="counts">${counts.map(
    ([kind, word]) => html`
<div><dt>${word}</dt><dd>${totals[kind]}</dd></div>`,
  )}
</dl>`;
}

function managed({ managedBy }: ClusterReport): Markup | string {
  if (!managedBy) return '';
  return html`<p class="note">This cluster is deployed by ${managedBy}: change its code. What is changed by hand, the next deployment takes back.</p>`;
}

/** Before everything that passed: it may hide a finding. */
function notRead({ unreadable, totals }: ClusterReport, anchor: string): Markup | string {
  if (totals.unknown === 0) return '';
  const [only, ...more] = unreadable;
  const reason =
    only && more.length === 0
      ? `${only.reason}.`
      : unreadable.length > 0
        ? `${unreadable.length} things could not be read.`
        : '';
  return html`<p class="note"><strong>${totals.unknown} ${totals.unknown === 1 ? 'check is' : 'checks are'} unknown.</strong> ${reason} <a href="#${anchor}-unknown">What that is, and what would help</a></p>`;
}

function doFirst(findings: readonly CheckResult[]): Markup {
  if (findings.length === 0)
    return html`<h3>What to do first</h3><p>Nothing was found that has to be mended. What is unknown may still hide something.</p>`;
  const steps = findings
    .toSorted(bestFirst)
    .slice(0, mostFirst)
    .map(
      (result) => html`
<li>${chip(result)} <strong>${result.title}</strong> <span class="id">${result.check}</span>
<p>${prose(result.fix ? sayFix(result.fix) : result.message)}</p></li>`,
    );
  return html`<h3>What to do first</h3><ol class="first">${steps}</ol>`;
}

function findingsByLayer(
  findings: readonly CheckResult[],
  byId: ReadonlyMap<string, Check>,
): Markup | string {
  if (findings.length === 0) return '';
  const parts = layers.flatMap((layer) => {
    const inLayer = findings.filter((result) => result.layer === layer);
    return inLayer.length === 0
      ? []
      : [
          html`<h4>${layer}</h4>${inLayer.map((result) => findingCard(result, byId.get(result.check)))}`,
        ];
  });
  return html`<h3>Findings, in the order in which an attacker meets them</h3>${parts}`;
}

function unknownOnes(
  report: ClusterReport,
  unknown: readonly CheckResult[],
  anchor: string,
): Markup | string {
  if (unknown.length === 0) return '';
  const planes = byReason(report).map(
    ({ reason, help, checks }) => html`
<li>${reason} (${checks.join(', ')}).${help ? html` <span class="soft">${help}</span>` : ''}</li>`,
  );
  const rows = unknown.map(
    ({ check, title, severity, message }) => html`
<tr><th scope="row">${title} <span class="id">${check}</span></th><td>${chip({ severity })}</td><td>${prose(message)}</td></tr>`,
  );
  return html`<h3 id="${anchor}-unknown">Unknown</h3>
${planes.length > 0 ? html`<p>Could not be read:</p><ul>${planes}</ul>` : ''}
<div class="scroll"><table>
<caption>None of these is known to be good. Each weighs like a failure in the score.</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Severity</th><th scope="col">Why it is not known</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

/** A finding that is borne is still one: it stands with who bears it, and until when. */
function waivedTable(
  { lapsed = [] }: ClusterReport,
  results: readonly CheckResult[],
): Markup | string {
  const rows = results.flatMap(({ check, title, severity, outcome, message, waivers = [] }) =>
    outcome === 'waived'
      ? [
          html`
<tr><th scope="row">${title}<br><span class="id">${check}</span></th><td>${chip({ severity })}</td><td>${prose(waivers.map(sayWaiver).join('; '))}</td><td>${prose(message)}</td></tr>`,
        ]
      : [],
  );
  const over = lapsed.map((waiver) => html`<li>${sayLapsed(waiver)}</li>`);
  return html`${
    rows.length === 0
      ? ''
      : html`<h3>Waived, not fixed</h3>
<div class="scroll"><table>
<caption>Somebody bears these for a time. They count neither for nor against the score.</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Severity</th><th scope="col">By whom, until when and why</th><th scope="col">What was seen</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`
  }${over.length === 0 ? '' : html`<h3>Waivers that have lapsed</h3><ul>${over}</ul>`}`;
}

function frameworkTable(report: ClusterReport, checks: readonly Check[]): Markup | string {
  const rows = frameworks.flatMap((framework) => {
    const rules = ruleResults(report, checks, framework);
    if (rules.length === 0) return [];
    const count = (outcome: OutcomeKind) => rules.filter((rule) => rule.outcome === outcome).length;
    const broken = rules
      .filter(({ outcome }) => outcome === 'fail')
      .map(({ id }) => shortRule(framework, id));
    return [
      html`
<tr><th scope="row">${frameworkNames[framework]}</th><td class="number">${rules.length}</td><td class="number">${count('pass')}</td><td class="number">${count('fail')}</td><td class="number">${count('unknown')}</td><td class="number">${count('waived')}</td><td class="number">${count('not-applicable')}</td><td>${broken.join(', ') || '–'}</td></tr>`,
    ];
  });
  if (rows.length === 0) return '';
  return html`<h3>Frameworks</h3>
<div class="scroll"><table>
<caption>Rules of others that a check proves, and no more: a rule holds where every check that proves it passes.</caption>
<thead><tr><th scope="col">Framework</th><th scope="col" class="number">Rules</th><th scope="col" class="number">Hold</th><th scope="col" class="number">Broken</th><th scope="col" class="number">Unknown</th><th scope="col" class="number">Waived</th><th scope="col" class="number">N/A</th><th scope="col">Broken ones</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

function allResults(results: readonly CheckResult[]): Markup {
  const rows = results.map(
    (result) => html`
<tr><td><span class="${result.outcome === 'fail' ? 'FAIL' : result.outcome}">${outcomeWords[result.outcome]}</span></td><td>${result.severity}</td><td>${result.check}</td><th scope="row">${result.title}</th><td>${prose(sayOutcome(result))}</td></tr>`,
  );
  return html`<h3>All results</h3>
<div class="scroll"><table class="results">
<caption>${results.length} checks, the most urgent first.</caption>
<thead><tr><th scope="col">Outcome</th><th scope="col">Severity</th><th scope="col">Id</th><th scope="col">Check</th><th scope="col">What was seen</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}
