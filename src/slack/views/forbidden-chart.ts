import type { Sighting } from '../../forbidden/types.ts';
import type { DataVisualizationBlock } from '../blocks.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block : 20 points and 6 series. */
const points = 20;
const mostKinds = 5;
const binMs = 10 * 60_000;

interface Window {
  from: string;
  to: string;
}

/** Attempts over time, a line for each of the commonest kinds; null where there is nothing to draw. */
export function callsChart(
  sightings: readonly Sighting[],
  window: Window,
): { block: DataVisualizationBlock; text: string } | null {
  const from = Date.parse(window.from);
  const length = Math.max(Date.parse(window.to) - from, binMs);
  // Counts come by ten minutes; a point is a whole number of these.
  const step = Math.ceil(length / points / binMs) * binMs;
  const count = Math.ceil(length / step);
  const kinds = commonest(sightings);
  if (kinds.length === 0) return null;
  const values = new Map(kinds.map((kind) => [kind, new Array<number>(count).fill(0)]));
  for (const { kind, bins } of sightings) {
    const series = values.get(kinds.includes(kind) ? kind : 'other');
    for (const { at, calls } of bins) {
      const index = Math.min(Math.max(Math.floor((Date.parse(at) - from) / step), 0), count - 1);
      if (series) series[index] = (series[index] ?? 0) + calls;
    }
  }
  const labels = Array.from({ length: count }, (_, index) => labelOf(from + index * step));
  const totals = labels.map((_, index) =>
    [...values.values()].reduce((sum, series) => sum + (series[index] ?? 0), 0),
  );
  const peak = Math.max(...totals);
  return {
    block: {
      type: 'data_visualization',
      title: 'Refused calls over time (UTC)',
      chart: {
        type: 'line',
        series: [...values].map(([name, series]) => ({
          name,
          data: series.map((value, index) => ({ label: labels[index] as string, value })),
        })),
        axis_config: { categories: labels, y_label: 'Attempts' },
      },
    },
    text: `Most at once: ${peak} from ${labels[totals.indexOf(peak)]} UTC on.`,
  };
}

function commonest(sightings: readonly Sighting[]): string[] {
  const calls = new Map<string, number>();
  for (const each of sightings) calls.set(each.kind, (calls.get(each.kind) ?? 0) + each.calls);
  const kinds = [...calls].sort((a, b) => b[1] - a[1]).map(([kind]) => kind);
  return kinds.length <= mostKinds ? kinds : [...kinds.slice(0, mostKinds - 1), 'other'];
}

function labelOf(time: number): string {
  return new Date(time).toISOString().slice(5, 16).replace('T', ' ');
}
