import type { Check } from '../../define-check.ts';
import { sayReference } from '../../references.ts';
import { severities } from '../../severity.ts';
import type { CheckResult, Evidence, Fix } from '../../types.ts';
import { commandsOf, sayFix } from '../words.ts';
import { type Content, html, lines, type Markup, prose } from './markup.ts';

const longestValue = 400;

/** One finding: what was seen, what it opens, and how it is mended. */
export function findingCard(result: CheckResult, check: Check | undefined): Markup {
  const { severity, title, message, evidence, why = check?.why, fix } = result;
  return html`
<section class="finding ${severity}">
<h5>${chip(result)} ${title} <span class="id">${result.check}</span></h5>
<p>${prose(message)}</p>
${why ? html`<p class="soft">${why}</p>` : ''}
${evidenceTable(evidence)}
${fix ? fixOf(fix) : ''}
${links(check)}
</section>`;
}

/** The word says it; fill and colour only repeat it. */
export function chip({ severity }: Pick<CheckResult, 'severity'>): Markup {
  return html`<span class="chip ${severity}">${severity}</span>`;
}

const effort: Record<Fix['kind'], number> = { action: 0, manual: 1, rebuild: 3 };

/** The worst first; among equals what one command mends before what takes a new cluster. */
export function bestFirst(left: CheckResult, right: CheckResult): number {
  return (
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    effortOf(left) - effortOf(right)
  );
}

function effortOf({ fix }: CheckResult): number {
  if (!fix) return 4;
  return fix.kind === 'manual' && fix.commands.length === 0 && !fix.bicep ? 2 : effort[fix.kind];
}

function evidenceTable(evidence: readonly Evidence[]): Markup {
  const rows = evidence.map(
    ({ path, value, object }) => html`
<tr><th scope="row"><code>${path}</code></th><td>${sayValue(value)}${object === undefined ? '' : html` <span class="soft">(${object})</span>`}</td></tr>`,
  );
  return html`<table class="evidence"><tbody>${rows}</tbody></table>`;
}

function sayValue(value: unknown): Content {
  if (value === null || value === undefined) return html`<span class="soft">is not set</span>`;
  const text = JSON.stringify(value);
  return html`<code>${text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text}</code>`;
}

function fixOf(fix: Fix): Markup {
  const commands = commandsOf(fix);
  const bicep = fix.kind === 'rebuild' ? undefined : fix.bicep;
  return html`
<p class="label">How to mend it</p>
<p>${prose(sayFix(fix))}</p>
${commands.length > 0 ? html`<pre><code>${commands.map((line) => html`${lines(line)}\n`)}</code></pre>` : ''}
${bicep ? html`<p class="label">Or in Bicep</p>\n<pre><code>${lines(bicep)}</code></pre>` : ''}`;
}

function links(check: Check | undefined): Markup | string {
  if (!check || check.references.length === 0) return '';
  const all = check.references.map((reference, index) => [
    index === 0 ? '' : ' · ',
    reference.url
      ? html`<a href="${reference.url}" rel="noreferrer">${sayReference(reference)}</a>`
      : sayReference(reference),
  ]);
  return html`<p class="links">${all}</p>`;
}
