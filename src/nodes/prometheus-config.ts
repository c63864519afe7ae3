/** Where Prometheus is asked for kured's metric; nothing else is ever asked. */
import { z } from 'zod';
import type { ClusterRef } from '../fleet/snapshot.ts';

const here = ['localhost', '127.0.0.1', '[::1]'];

const address = z
  .string('should be an address such as https://fleet-ab12.westeurope.prometheus.monitor.azure.com')
  .superRefine((text, issues) => {
    const wrong = wrongWith(text);
    if (wrong) issues.addIssue({ code: 'custom', message: wrong });
  });

function wrongWith(text: string): string | undefined {
  const url = URL.parse(text);
  const word = `"${text.slice(0, 100)}"`;
  if (!url) return `${word} is no address: https://HOST, without /api/v1/query`;
  if (url.username || url.password)
    return 'an address holds no name and no password; Azure Monitor is asked by identity';
  if (url.search || url.hash) return `${word} should end before the ? or #`;
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && here.includes(url.hostname)
    ? undefined
    : `${word} should begin with https://; http:// is for localhost alone`;
}

export const prometheusSchema = z.strictObject(
  {
    /** For every cluster that has none of its own. */
    url: address.optional(),
    /** The label that names the cluster; Azure Monitor sets `cluster` to its name. */
    label: z
      .string('should be the name of a label')
      .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'should be the name of a label, such as cluster')
      .default('cluster'),
    clusters: z
      .array(
        z.strictObject(
          {
            cluster: z.string('should be the name of a cluster, or its ARM id').min(1),
            url: address.optional(),
            /** What the label says of it, where that is not its name. */
            name: z.string('should be the value of the label').min(1).optional(),
          },
          'should hold cluster, and url or name',
        ),
      )
      .max(1_000)
      .default([]),
  },
  'should hold url, label, clusters',
);

type PrometheusConfig = z.output<typeof prometheusSchema>;

export interface PrometheusTarget {
  url: string;
  label: string;
  name: string;
}

/** Where a cluster's metric is asked for, and by which name; null where nobody has said. */
export function targetOf(
  { url, label, clusters }: PrometheusConfig,
  { id, name }: Pick<ClusterRef, 'id' | 'name'>,
): PrometheusTarget | null {
  const names = [id.toLowerCase(), name.toLowerCase()];
  const own = names
    .map((word) => clusters.find(({ cluster }) => cluster.toLowerCase() === word))
    .find((found) => found !== undefined);
  const asked = own?.url ?? url;
  return asked === undefined ? null : { url: asked, label, name: own?.name ?? name };
}
