import type { ClusterNodes } from '../../nodes/types.ts';
import { daysWord, oldestPool } from '../../nodes/words.ts';
import { clipped, type DataVisualizationBlock } from '../blocks.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block : 20 points a series. */
const mostBars = 20;
const longestLabel = 20;

/** How old images are: by pool of one cluster, by the oldest pool of each of several. Null where no age is known. */
export function imageAgeChart(
  clusters: readonly ClusterNodes[],
): { block: DataVisualizationBlock; text: string } | null {
  const isOne = clusters.length === 1;
  const bars = (
    isOne
      ? (clusters[0]?.pools ?? []).map(({ name, ageDays }) => ({ name, ageDays }))
      : clusters.map((cluster) => ({
          name: cluster.name,
          ageDays: oldestPool(cluster)?.ageDays ?? null,
        }))
  )
    .flatMap(({ name, ageDays }) => (ageDays === null ? [] : [{ name, days: ageDays }]))
    .sort((a, b) => b.days - a.days);
  const [oldest] = bars;
  if (!oldest || bars.length < 2) return null;
  const shown = bars.slice(0, mostBars);
  const labels = distinct(shown.map(({ name }) => name));
  const left = bars.length - shown.length;
  return {
    block: {
      type: 'data_visualization',
      title: isOne ? 'Age of node images by pool' : 'Age of the oldest node image',
      chart: {
        type: 'bar',
        series: [
          {
            name: 'Days',
            data: shown.map(({ days }, index) => ({ label: labels[index] as string, value: days })),
          },
        ],
        axis_config: { categories: labels, y_label: 'Days' },
      },
    },
    text: `Oldest: ${oldest.name}, ${daysWord(oldest.days)}; newest: ${bars.at(-1)?.name}, ${daysWord(bars.at(-1)?.days ?? 0)}${left > 0 ? `. The ${shown.length} oldest of ${bars.length} are drawn` : ''}.`,
  };
}

/** Slack wants every label once, and two clusters may have one name. */
function distinct(names: readonly string[]): string[] {
  const used = new Map<string, number>();
  return names.map((name) => {
    const label = shortened(name);
    const count = (used.get(label) ?? 0) + 1;
    used.set(label, count);
    return count === 1 ? label : `${clipped(label, longestLabel - 2)} ${count}`;
  });
}

/** All clusters of Azure's may be called aks-something. */
function shortened(name: string): string {
  return clipped(name.replace(/^aks-(?=.)/, ''), longestLabel);
}
