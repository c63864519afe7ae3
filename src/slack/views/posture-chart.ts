import type { Severity } from '../../posture/types.ts';
import type { DataVisualizationBlock } from '../blocks.ts';
import { severityWords } from './posture-words.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block : 20 points a series. */
export const mostPoints = 20;

export interface ScorePoint {
  at: string;
  score: number;
  grade: string;
}

/** A day alone may stand there twice, and Slack wants every label once. */
function labelsOf(points: readonly { at: string }[]): string[] {
  return points.map(({ at }, index) => `${at.slice(5, 10)} ${index + 1}`);
}

export function scoreChart(points: readonly ScorePoint[]): DataVisualizationBlock {
  return lines('Score over the stored runs', 'Score, 0 to 100', labelsOf(points), {
    Score: points.map(({ score }) => score),
  });
}

/** Findings of the graver severities, a line each. */
export function findingsChart(
  points: readonly { at: string; failed: Record<Severity, number> }[],
): DataVisualizationBlock {
  const shown = ['critical', 'high', 'medium', 'low'] as const;
  return lines(
    'Findings over the stored runs',
    'Findings',
    labelsOf(points),
    Object.fromEntries(
      shown.map((severity) => [
        severityWords[severity],
        points.map(({ failed }) => failed[severity]),
      ]),
    ),
  );
}

function lines(
  title: string,
  yLabel: string,
  labels: string[],
  series: Record<string, number[]>,
): DataVisualizationBlock {
  return {
    type: 'data_visualization',
    title,
    chart: {
      type: 'line',
      series: Object.entries(series).map(([name, values]) => ({
        name,
        data: values.map((value, index) => ({ label: labels[index] as string, value })),
      })),
      axis_config: { categories: labels, y_label: yLabel },
    },
  };
}
