/** One team's part of a report on many clusters: its clusters, and what to do on which of them. */
import type { FleetFinding, OwnerPart } from '../../posture/fleet/report.ts';
import { severities } from '../../posture/severity.ts';
import type { Person } from '../../rights/person.ts';
import { clipped, context, dataTable, header, type Rendered, section } from '../blocks.ts';
import { type Piece, tablePage, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, code, when } from '../escape.ts';
import { clusterCount, loadFleet, openSpecs, sayFinding } from './fleet-value.ts';
import { plural, severityWords } from './posture-words.ts';

const mostNames = 12;
/** A reply in a thread is read in one go; the clusters’ own reports have the rest. */
const budget = { blocks: 24, characters: 11_500 };
const weight = { critical: 79, high: 78, medium: 77, low: 76, info: 75 };

export interface OwnerValue extends OwnerPart {
  owner: string;
  filter: string;
  finishedAt: string;
  runs: Record<string, string>;
  requestedBy: Person | null;
}

export const view = defineView<OwnerValue>({
  name: 'posture-owner',
  /** `valueId` is the run and, after a slash, the team as a part of an address. */
  async load({ db }, valueId) {
    const [fleetRunId = '', team = ''] = valueId.split('/');
    const fleet = await loadFleet(db, fleetRunId);
    if (fleet?.run.state !== 'done') return null;
    const owner = decodeURIComponent(team);
    const { report, runs, finishedAt } = fleet.run;
    const part = report.owners.find((each) => each.owner === owner);
    const { filter, requestedBy } = fleet;
    return part ? { ...part, owner, filter, finishedAt, runs, requestedBy } : null;
  },
  recipient: ({ requestedBy }) => requestedBy,
  render,
});

export function render(value: OwnerValue, tools: RenderContext): Rendered {
  const { owner, clusters, findings, failed, filter, finishedAt, runs } = value;
  const grave = failed.critical + failed.high;
  const headline =
    grave > 0
      ? `${failed.critical} critical and ${failed.high} high ${plural(grave, 'finding')}`
      : findings.length > 0
        ? 'no critical or high findings'
        : 'no findings';
  const unknown = clusters.reduce((sum, each) => sum + each.unknown, 0);
  const summary = `${clusterCount(clusters.length)} with ${headline}${unknown > 0 ? `, ${unknown} unknown` : ''}`;
  const menu = openSpecs(clusters, runs);
  const pieces: Piece[] = [
    { importance: 100, blocks: [header(`${clipped(owner, 60)}: ${summary}`)] },
    ...findings.map(findingPiece),
    { importance: 90, blocks: [clustersTable(value)] },
    ...(menu.length > 0
      ? [
          {
            importance: 95,
            blocks: [
              {
                type: 'actions' as const,
                elements: [tools.menu('Open a cluster’s report…', menu)],
              },
            ],
          },
        ]
      : []),
    { importance: 94, blocks: [context(`Part of ${code(filter)}, read ${when(finishedAt)}`)] },
  ];
  const { blocks, left } = withinBudget(pieces, budget);
  if (left.finding)
    blocks.push(
      context(
        `${left.finding} more ${plural(left.finding, 'check')} did not fit here; the clusters’ own reports have all.`,
      ),
    );
  const worst = severities.find((severity) => failed[severity] > 0);
  return {
    text: `${worst ? severityWords[worst] : unknown > 0 ? 'Unknown' : 'Clear'}: ${owner} has ${summary}`,
    blocks,
  };
}

function findingPiece(finding: FleetFinding): Piece {
  const { severity, title, check, clusters } = finding;
  const names = clusters.slice(0, mostNames).map(({ name }) => code(clipped(name, 60)));
  if (clusters.length > mostNames) names.push(`and ${clusters.length - mostNames} more`);
  return {
    importance: weight[severity],
    kind: 'finding',
    blocks: [
      section(
        `*${severityWords[severity]}* · ${bold(clipped(title, 150))} (${check}) ${sayFinding(finding)}\n${names.join(', ')}`,
      ),
    ],
  };
}

function clustersTable({ clusters }: OwnerValue) {
  const rows = clusters.map(({ name, grade, score, failed, unknown, new: fresh }) => [
    clipped(name, 80),
    `${grade} (${score})`,
    failed.critical,
    failed.high,
    fresh,
    unknown,
  ]);
  const shown = tablePage(rows, 0, { rows: 60, characters: 4_000 });
  return dataTable({
    caption:
      shown.to < shown.total
        ? `The ${shown.to} worst of ${clusterCount(shown.total)}`
        : 'Clusters, the worst first',
    columns: ['Cluster', 'Grade', 'Critical', 'High', 'New', 'Unknown'],
    rows: shown.rows,
  });
}
