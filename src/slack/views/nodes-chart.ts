import type { ClusterNodes } from '../../nodes/types.ts';
import { daysWord } from '../../nodes/words.ts';
import type { DataVisualizationBlock } from '../blocks.ts';

/** Days up to which a bar counts. Images come weekly, and take two weeks to reach every region. */
const bars = [
  { label: 'to 7 d', upTo: 7 },
  { label: '8-14 d', upTo: 14 },
  { label: '15-30 d', upTo: 30 },
  { label: '31-60 d', upTo: 60 },
  { label: '61-90 d', upTo: 90 },
  { label: 'over 90 d', upTo: Number.POSITIVE_INFINITY },
];
const unknown = 'unknown';

/** How many pools have how old an image. Null where one look at the table says as much. */
export function imageAgeChart(
  clusters: readonly ClusterNodes[],
): { block: DataVisualizationBlock; text: string } | null {
  const pools = clusters.flatMap(({ name, pools: own }) =>
    own.map((pool) => ({ ...pool, cluster: name })),
  );
  if (pools.length < 4) return null;
  const labelOf = (days: number | null) =>
    days === null ? unknown : (bars.find(({ upTo }) => days <= upTo)?.label ?? unknown);
  const counts = new Map(bars.map(({ label }) => [label, 0]));
  for (const { ageDays } of pools) {
    const label = labelOf(ageDays);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const dated = pools.filter(({ ageDays }) => ageDays !== null);
  const oldest = dated.sort((a, b) => (b.ageDays ?? 0) - (a.ageDays ?? 0))[0];
  const old = pools.filter(({ isOld }) => isOld).length;
  const left = counts.get(unknown) ?? 0;
  return {
    block: {
      type: 'data_visualization',
      title: 'Node pools by the age of their image',
      chart: {
        type: 'bar',
        series: [
          { name: 'Node pools', data: [...counts].map(([label, value]) => ({ label, value })) },
        ],
        axis_config: { categories: [...counts.keys()], y_label: 'Node pools' },
      },
    },
    text: [
      `${old} of ${pools.length} pools have an old image`,
      ...(oldest
        ? [`the oldest is ${oldest.name} of ${oldest.cluster}, ${daysWord(oldest.ageDays ?? 0)}`]
        : []),
      ...(left > 0 ? [`of ${left} the age is not known`] : []),
    ].join('; '),
  };
}
