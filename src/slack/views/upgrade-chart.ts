import { compareVersions, minorOf } from '../../fleet/lifecycle.ts';
import { supportWord } from '../../upgrade/say.ts';
import type { UpgradeReport } from '../../upgrade/types.ts';
import type { DataVisualizationBlock } from '../blocks.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
const mostPoints = 20;
/** The worst first, so that a colour means the same in every fleet. */
const order = [
  'Out of support',
  'Platform only',
  'Not known',
  'Preview',
  'Long-term support',
  'Supported',
];

/** How many clusters run which minor, a series for each kind of support; null where there is nothing to compare. */
export function versionChart(clusters: readonly UpgradeReport[]): DataVisualizationBlock | null {
  const minors = [...new Set(clusters.map(({ version }) => minorOf(version) ?? 'not known'))]
    .sort(compareVersions)
    .slice(-mostPoints);
  if (minors.length < 2) return null;
  const series = order.flatMap((name) => {
    const those = clusters.filter((report) => supportWord(report) === name);
    if (those.length === 0) return [];
    const data = minors.map((label) => ({
      label,
      value: those.filter(({ version }) => (minorOf(version) ?? 'not known') === label).length,
    }));
    return [{ name, data }];
  });
  return {
    type: 'data_visualization',
    title: 'Clusters by version',
    chart: {
      type: 'bar',
      series,
      axis_config: { categories: minors, x_label: 'Kubernetes', y_label: 'Clusters' },
    },
  };
}
