/** kured's metric from Prometheus. https://kured.dev/docs/operation/ */
import { AzureError } from '../azure/errors.ts';
import type { PrometheusReader } from '../azure/prometheus.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { readAtOnce } from '../kubernetes/at-once.ts';
import type { NodesConfig } from './config.ts';
import type { MetricRow } from './evidence/metric.ts';
import { type PrometheusTarget, targetOf } from './prometheus-config.ts';

const queriesAtOnce = 4;

export interface SaidByPrometheus {
  rows: MetricRow[];
  /** Why the answer is missing or not whole; null where all was read. */
  problem: string | null;
}

/**
 * What Prometheus knows of reboots, by cluster (ARM id in lower case); a cluster for which none is configured is
 * missing. Nothing is thrown but the abort of the signal.
 * @param fleet every cluster that is known: two of one name cannot be told apart by it
 */
export async function askPrometheus({
  prometheus,
  config,
  clusters,
  fleet,
  now,
  signal,
}: {
  prometheus: PrometheusReader | undefined;
  config: NodesConfig['prometheus'];
  clusters: readonly ClusterRef[];
  fleet: readonly ClusterRef[];
  now: () => Date;
  signal?: AbortSignal;
}): Promise<Map<string, SaidByPrometheus>> {
  const said = new Map<string, SaidByPrometheus>();
  if (!config || !prometheus) return said;
  const owners = Map.groupBy(fleet, (each) => keyOf(targetOf(config, each)));
  await readAtOnce(clusters, queriesAtOnce, async (cluster) => {
    const target = targetOf(config, cluster);
    if (!target) return;
    const id = cluster.id.toLowerCase();
    const others = (owners.get(keyOf(target)) ?? []).filter((each) => each.id.toLowerCase() !== id);
    if (others.length > 0) {
      const problem = `Prometheus was not asked: ${others.length + 1} clusters have the ${target.label} ${target.name} there, and nodes.prometheus.clusters does not tell them apart`;
      said.set(id, { rows: [], problem });
      return;
    }
    try {
      const { series, warnings } = await prometheus.query(target.url, rebootQuery(target), {
        ...{ at: now(), signal },
      });
      const problem = warnings[0]
        ? `Prometheus answered in part: ${warnings[0].slice(0, 200)}`
        : null;
      said.set(id, { rows: rowsOf(series), problem });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof AzureError)) throw error;
      said.set(id, { rows: [], problem: error.message });
    }
  });
  return said;
}

function keyOf(target: PrometheusTarget | null): string {
  return target ? JSON.stringify([target.url.replace(/\/+$/, ''), target.name]) : '';
}

/**
 * For each node the times of its newest 1, of its newest 0 and of its first 1, as the label `said` names them: now,
 * or within seven days where there is no sample now. Where Prometheus puts its own label `node` first, kured's is
 * `exported_node`.
 */
export function rebootQuery({ label, name }: Pick<PrometheusTarget, 'label' | 'name'>): string {
  const metric = `kured_reboot_required{${label}="${escaped(name)}"}`;
  const last = (value: number) =>
    `(timestamp(${metric}) and ${metric} == ${value}) or max_over_time(timestamp(${metric} == ${value})[7d:10m])`;
  const first = `min_over_time(timestamp(${metric} == 1)[7d:10m])`;
  const part = (said: string, how: 'max' | 'min', inner: string) =>
    `label_replace(${how} by (node, exported_node) (${inner}), "said", "${said}", "", "")`;
  return [
    part('LastOne', 'max', last(1)),
    part('LastZero', 'max', last(0)),
    part('FirstOne', 'min', first),
  ].join(' or ');
}

/** https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function rowsOf(series: readonly { labels: Record<string, string>; value: number }[]): MetricRow[] {
  const rows = new Map<string, MetricRow>();
  for (const { labels, value } of series) {
    const { said } = labels;
    const node = labels.exported_node || labels.node;
    const at = new Date(value * 1000);
    if (!node || Number.isNaN(at.getTime())) continue;
    if (said !== 'LastOne' && said !== 'LastZero' && said !== 'FirstOne') continue;
    const row = rows.get(node) ?? { Node: node, LastOne: null, LastZero: null, FirstOne: null };
    rows.set(node, { ...row, [said]: at.toISOString() });
  }
  return [...rows.values()];
}
