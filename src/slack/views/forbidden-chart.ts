import type { Sighting } from '../../forbidden/types.ts';
import { clipped, type DataVisualizationBlock } from '../blocks.ts';

/** Slack takes 20 points; below a chart of its width not even that many labels can be read. */
const points = { day: 12, longer: 8 };
/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
const mostKinds = 5;
const longestName = 20;
const dayMs = 24 * 60 * 60_000;
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
  const isDay = length <= dayMs;
  const step = Math.ceil(length / (isDay ? points.day : points.longer) / binMs) * binMs;
  const count = Math.ceil(length / step);
  const kinds = commonest(sightings);
  if (kinds.length === 0) return null;
  const values = new Map(kinds.map((kind) => [kind, new Array<number>(count).fill(0)]));
  for (const { kind, bins } of sightings) {
    const name = nameOf(kind);
    const series = values.get(kinds.includes(name) ? name : 'other');
    for (const { at, calls } of bins) {
      const index = Math.min(Math.max(Math.floor((Date.parse(at) - from) / step), 0), count - 1);
      if (series) series[index] = (series[index] ?? 0) + calls;
    }
  }
  const labels = Array.from({ length: count }, (_, index) => labelOf(from + index * step, isDay));
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
  for (const each of sightings) {
    const name = nameOf(each.kind);
    calls.set(name, (calls.get(name) ?? 0) + each.calls);
  }
  const kinds = [...calls].sort((a, b) => b[1] - a[1]).map(([kind]) => kind);
  return kinds.length <= mostKinds ? kinds : [...kinds.slice(0, mostKinds - 1), 'other'];
}

/** Slack refuses a series without a name. */
function nameOf(kind: string): string {
  return clipped(kind.trim() || 'other', longestName);
}

/** Within a day, the time tells points apart. */
function labelOf(time: number, isDay: boolean): string {
  const text = new Date(time).toISOString();
  return isDay ? text.slice(11, 16) : text.slice(5, 16).replace('T', ' ');
}
