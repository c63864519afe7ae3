/** Whether, and from where, the inside of clusters is read. */
import { z } from 'zod';
import { loadSection } from '../config/section.ts';
import { FilterError, parseFilter } from './filter.ts';
import type { ClusterRef } from './snapshot.ts';

/** Names of reaches are parts of the names of queues. */
const reachPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

export function isReachName(text: string): boolean {
  return reachPattern.test(text);
}

const reachName = z.string('should be the name of a reach').refine(isReachName, {
  error: ({ input }) =>
    `"${input}" is no name of a reach; it has up to 40 of a-z, 0-9 and dashes, such as vnet-a`,
});

const clusterFilter = z.string().superRefine((text, context) => {
  try {
    parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/**
 * Section `kubernetes` of the configuration file:
 *
 *     kubernetes:
 *       read: true                  # false: nothing in clusters is read, and checks that need it say so
 *       reach:
 *         tag: reach                # the tag of a cluster that names the reach that it is behind
 *         clusters:
 *           aks-payments-*: vnet-a  # as for /aks clusters; goes before the tag
 */
const kubernetesSchema = z
  .strictObject(
    {
      read: z.boolean('should be true or false').default(true),
      reach: z
        .strictObject(
          {
            tag: z.string('should be the name of a tag').trim().min(1, 'is empty').default('reach'),
            clusters: z
              .record(clusterFilter, reachName, {
                // What is wrong with a key, zod tells below its own issue.
                error: (issue) =>
                  issue.code === 'invalid_key'
                    ? (issue.issues as { message: string }[])[0]?.message
                    : 'should be clusters with the reach of each',
              })
              .default({}),
          },
          'should be { tag: …, clusters: … }',
        )
        .prefault({}),
    },
    'should be { read: …, reach: … }',
  )
  .prefault({});

export type KubernetesConfig = z.output<typeof kubernetesSchema>;

export const defaultKubernetesConfig: KubernetesConfig = kubernetesSchema.parse({});

/** @throws ConfigError with line and column */
export function loadKubernetesConfig(
  yamlText: string,
  { file }: { file?: string } = {},
): KubernetesConfig {
  return loadSection(yamlText, {
    name: 'kubernetes',
    schema: kubernetesSchema,
    keys: ['read', 'reach'],
    file,
  });
}

/** The reach that a cluster is behind; undefined where it is read from where everything is. */
export function reachOf({ reach }: KubernetesConfig, cluster: ClusterRef): string | undefined {
  const entry = Object.entries(reach.clusters).find(([filter]) => parseFilter(filter)(cluster));
  if (entry) return entry[1];
  // Azure's tag names do not distinguish case.
  const tag = Object.entries(cluster.tags).find(
    ([name]) => name.toLowerCase() === reach.tag.toLowerCase(),
  );
  return tag?.[1].trim().toLowerCase() || undefined;
}
