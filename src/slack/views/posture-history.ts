/** How a cluster fared over its last runs: two charts, and the same numbers in a table. */
import { getClusterRow } from '../../store/clusters.ts';
import { type PastPosture, postureHistory } from '../../store/posture-runs.ts';
import { context, dataTable, header, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { bold, code } from '../escape.ts';
import { findingsChart, mostPoints, scoreChart } from './posture-chart.ts';
import { plural } from './posture-words.ts';

export interface HistoryValue {
  name: string;
  /** The oldest first. */
  runs: PastPosture[];
}

export const view = defineView<HistoryValue>({
  name: 'posture-history',
  async load({ db }, clusterId) {
    const cluster = await getClusterRow(db, clusterId);
    const runs = await postureHistory(db, { clusterId, limit: mostPoints });
    const name = cluster?.name ?? clusterId.split('/').at(-1) ?? clusterId;
    return { name, runs: runs.reverse() };
  },
  render: (value, { slashCommand }) => render(value, { slashCommand }),
});

export function render(
  { name, runs }: HistoryValue,
  { slashCommand }: { slashCommand: string },
): Rendered {
  const last = runs.at(-1);
  if (!last) {
    const ask = code(`${slashCommand} posture ${name}`);
    return {
      text: `${name} has not been looked at yet.`,
      blocks: [section(`${bold(name)} has not been looked at yet. ${ask} is the first look.`)],
    };
  }
  const points = runs.map(({ finishedAt, ...run }) => ({ ...run, at: finishedAt.toISOString() }));
  const summary = `${name}: ${sayCourse(runs)}`;
  return {
    text: `${summary} ${points.map(({ at, score, grade }) => `${at.slice(0, 10)} ${score} (${grade})`).join(', ')}`,
    blocks: [
      header(`${name}: grade ${last.grade}, ${last.score} of 100`),
      section(sayCourse(runs)),
      ...(points.length > 1 ? [scoreChart(points), findingsChart(points)] : []),
      dataTable({
        caption: 'The same in numbers, the newest first',
        columns: ['Looked at', 'Grade', 'Score', 'Critical', 'High', 'Medium', 'Low', 'Unknown'],
        rows: points
          .toReversed()
          .map(({ at, grade, score, failed, unknown }) => [
            `${at.slice(0, 16).replace('T', ' ')} UTC`,
            grade,
            score,
            failed.critical,
            failed.high,
            failed.medium,
            failed.low,
            unknown,
          ]),
      }),
      context('What is unknown never raises the score.'),
    ],
  };
}

function sayCourse(runs: readonly PastPosture[]): string {
  const [first] = runs;
  const last = runs.at(-1);
  if (!first || !last || runs.length < 2)
    return 'One run is stored; the course begins with the next.';
  const moved = last.score - first.score;
  const way = moved === 0 ? 'unchanged' : moved > 0 ? `up by ${moved}` : `down by ${-moved}`;
  return `Score ${last.score} of 100, ${way} over the last ${runs.length} ${plural(runs.length, 'run')}.`;
}
