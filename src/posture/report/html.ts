/** Reports as one file that a browser shows and prints: no scripts, and nothing from elsewhere. */
import type { ClusterReport } from '../types.ts';
import type { ReportOptions } from './formats.ts';
import { clusterPart } from './html/cluster.ts';
import { html, Markup } from './html/markup.ts';
import { style } from './html/style.ts';
import { sayTime, selectResults } from './words.ts';

type Options = Pick<ReportOptions, 'generatedAt' | 'checks' | 'severity' | 'framework'>;

export function toHtml(reports: readonly ClusterReport[], options: Options): string {
  const { generatedAt, checks, severity } = options;
  const [only] = reports;
  const title = reports.length === 1 && only ? only.name : `${reports.length} clusters`;
  const parts = reports.map((report, index) =>
    clusterPart({
      report,
      results: selectResults(report, severity),
      checks,
      anchor: anchorOf(index),
    }),
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Posture of ${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#report">To the report</a>
<header class="wide top">
<h1>AKS security posture</h1>
<p class="soft">${told(options)}</p>
</header>
<main class="wide" id="report">
${reports.length > 1 ? fleet(reports) : ''}
${parts}
</main>
<footer class="wide end">
<p>Score: the weight of what passed, of the weight of what passed, failed or is unknown (critical 20, high 8, medium 3, low 1). With an open critical check the grade is at most D, with an open high one at most B.</p>
<p>Written by Drawbridge ${sayTime(generatedAt)}.</p>
</footer>
</body>
</html>
`;
  return page.text;
}

function told({ generatedAt, severity, framework }: Options): string {
  return [
    `Written ${sayTime(generatedAt)}`,
    ...(framework ? [`only checks that prove a rule of ${framework}`] : []),
    ...(severity
      ? [`only results of severity ${severity} and above; score and totals are of all`]
      : []),
  ].join(' · ');
}

function fleet(reports: readonly ClusterReport[]): Markup {
  const rows = reports
    .map((report, index) => ({ report, anchor: anchorOf(index) }))
    .toSorted((left, right) => left.report.score - right.report.score)
    .map(
      ({ report: { name, grade, score, failed, totals, cluster }, anchor }) => html`
<tr><th scope="row"><a href="#${anchor}">${name}</a> <span class="id">${placeOf(cluster)}</span></th><td>${grade}</td><td class="number">${score}</td><td class="number">${failed.critical}</td><td class="number">${failed.high}</td><td class="number">${failed.medium + failed.low + failed.info}</td><td class="number">${totals.unknown}</td></tr>`,
    );
  return html`
<nav class="sheet" aria-labelledby="fleet">
<h2 id="fleet">Clusters</h2>
<div class="scroll"><table class="fleet">
<caption>The lowest score first.</caption>
<thead><tr><th scope="col">Cluster</th><th scope="col">Grade</th><th scope="col" class="number">Score</th><th scope="col" class="number">Critical</th><th scope="col" class="number">High</th><th scope="col" class="number">Lesser</th><th scope="col" class="number">Unknown</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>
</nav>`;
}

/** Names are unique in a resource group alone. */
function placeOf({ resourceGroup, location }: ClusterReport['cluster']): string {
  return [resourceGroup, location].filter((part) => part !== '').join(', ');
}

function anchorOf(index: number): string {
  return `cluster-${index + 1}`;
}
