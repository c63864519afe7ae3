import type { DataVisualizationBlock } from '../blocks.ts';
import { mostPoints } from './posture-chart.ts';

/** The last bins in which there were calls. One alone is no trend. */
export function callsTrend(
  bins: readonly { at: string; calls: number }[],
): DataVisualizationBlock[] {
  const shown = bins.slice(-mostPoints);
  if (shown.length < 2) return [];
  const labels = shown.map(({ at }) => `${at.slice(8, 10)}. ${at.slice(11, 16)}`);
  const data = shown.map(({ calls }, index) => ({ label: labels[index] as string, value: calls }));
  return [
    {
      type: 'data_visualization',
      title: 'Calls by ten minutes (UTC)',
      chart: {
        type: 'bar',
        series: [{ name: 'Calls', data }],
        axis_config: { categories: labels, y_label: 'Calls' },
      },
    },
  ];
}
