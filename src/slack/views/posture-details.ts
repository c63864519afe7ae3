/** What stands behind the grade: score, trend over the stored runs, and where each finding comes from. */
import { checks } from '../../posture/checks/index.generated.ts';
import { sayReference } from '../../posture/references.ts';
import { toMarkdown } from '../../posture/report/markdown.ts';
import { byUrgency } from '../../posture/severity.ts';
import type { CheckResult, ClusterReport, Comparison } from '../../posture/types.ts';
import type { Person } from '../../rights/person.ts';
import { latestPostureRuns } from '../../store/posture-runs.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import { defineView } from '../define-view.ts';
import { bold, escapeMrkdwn } from '../escape.ts';
import { mostPoints, type ScorePoint, scoreChart } from './posture-chart.ts';
import { loadPosture } from './posture-value.ts';
import { headline, plural, severityWords } from './posture-words.ts';

export interface DetailsValue {
  report: ClusterReport;
  /** The oldest first; this run is the last. */
  trend: ScorePoint[];
  /** Why findings are new, by check id. */
  reasons?: Comparison['reasons'];
  requestedBy: Person | null;
}

export const view = defineView<DetailsValue>({
  name: 'posture-details',
  async load({ db }, runId) {
    const value = await loadPosture(db, runId);
    if (value?.run.state !== 'done') return null;
    const { report, comparison, finishedAt } = value.run;
    const earlier = await latestPostureRuns(db, {
      clusterId: value.clusterId,
      before: new Date(finishedAt),
      limit: mostPoints - 1,
    });
    const points = earlier.flatMap(({ report: past, finishedAt: at }) =>
      past && at ? [{ at: at.toISOString(), score: past.score, grade: past.grade }] : [],
    );
    const now = { at: finishedAt, score: report.score, grade: report.grade };
    return {
      report,
      trend: [...points.reverse(), now],
      reasons: comparison.reasons,
      requestedBy: value.requestedBy,
    };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render,
});

export function render({ report, trend, reasons }: DetailsValue): Rendered {
  const findings = report.results.filter(({ outcome }) => outcome === 'fail').toSorted(byUrgency);
  const text = `${report.name}: grade ${report.grade}, ${report.score} of 100, ${headline(report)}`;
  const { totals } = report;
  const pieces: Piece[] = [
    {
      importance: 100,
      blocks: [
        section(
          [
            `${bold(report.name)}: grade *${report.grade}*, score *${report.score}* of 100.`,
            `${totals.pass} pass, ${totals.fail} fail, ${totals.unknown} unknown, ${totals.waived} waived, ${totals['not-applicable']} do not apply. What is unknown never raises the score.`,
          ].join('\n'),
        ),
      ],
    },
    { importance: 90, blocks: trendBlocks(report.name, trend) },
    ...findings.map((finding, index) => reference(finding, index)),
  ];
  const { blocks, left } = withinBudget(pieces, { blocks: 48, characters: 11_500 });
  blocks.push(
    context(
      [
        'The whole report is attached as a file.',
        ...(left.reference
          ? [
              `The references of ${left.reference} ${plural(left.reference, 'finding')} did not fit here; \`drawbridge checks\` lists them all.`,
            ]
          : []),
      ].join(' '),
    ),
  );
  return {
    text,
    blocks,
    attachment: {
      filename: `posture-${report.name.replaceAll(/[^\w.-]/g, '_')}.md`,
      title: `Posture of ${report.name}`,
      content: toMarkdown([report], { generatedAt: report.takenAt, reasons }),
    },
  };
}

/** A chart, and the same numbers in words for those who see none. */
function trendBlocks(name: string, trend: ScorePoint[]) {
  if (trend.length < 2)
    return [context('The trend begins with the next run: this is the first one that is stored.')];
  const spoken = trend
    .slice(-6)
    .map(({ at, score, grade }) => `${at.slice(0, 10)}: ${score} (${grade})`);
  return [
    scoreChart(trend),
    context(`Score of ${escapeMrkdwn(name)}, the newest last: ${spoken.join(' · ')}`),
  ];
}

function reference(result: CheckResult, index: number): Piece {
  const links = referencesOf(result.check).map((reference) => {
    const said = escapeMrkdwn(sayReference(reference));
    return reference.url ? `<${reference.url}|${said}>` : said;
  });
  return {
    importance: 80 - index / 1000,
    kind: 'reference',
    blocks: [
      section(
        [
          `*${severityWords[result.severity]}* · ${bold(result.title)} (${result.check})`,
          links.length > 0 ? links.join(' · ') : 'No public reference.',
        ].join('\n'),
      ),
    ],
  };
}

function referencesOf(check: string) {
  return checks.find(({ id }) => id === check)?.references ?? [];
}
