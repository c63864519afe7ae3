/** Which environments there are, and which differences between clusters are meant. */
import { z } from 'zod';
import { loadSection } from '../../config/section.ts';
import { type ClusterFilter, FilterError, parseFilter } from '../../fleet/filter.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { settings } from './settings.ts';
import type { DriftCluster } from './types.ts';

const stage = z.union(
  [z.string().trim().min(1), z.array(z.string().trim().min(1)).min(1)],
  'should be the value of the tag, or a list of values that mean the same',
);

/** One value of the tag may be written in several ways. */
const usualOrder = [['dev', 'development'], 'test', 'staging', ['prod', 'production']];

const known = new Set(settings.map(({ id }) => id.toLowerCase()));

const settingName = z.string().refine((text) => isKnown(text), {
  error: ({ input }) =>
    `"${input}" is neither a setting that is compared nor the id of a check; \`drawbridge drift --format json\` names both as "id"`,
});

function isKnown(text: string): boolean {
  return known.has(text.toLowerCase()) || /^AKS-[A-Z]+-\d{3}$/i.test(text);
}

const clusterFilter = z.string().superRefine((text, context) => {
  try {
    parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/**
 * Section `drift` of the configuration file:
 *
 *     drift:
 *       environments:
 *         tag: env                                   # the tag that tells the environment
 *         order: [dev, test, staging, [prod, production]]   # the last one is production
 *       allowed:
 *         - setting: properties.publicNetworkAccess  # as the report names it; or AKS-API-008
 *           clusters: aks-dev-*                      # as for /aks clusters; tag:env=dev works too
 *           reason: Developers work from home.
 */
const driftSchema = z
  .strictObject({
    environments: z
      .strictObject({
        tag: z.string().trim().min(1).default('env'),
        order: z.array(stage).min(2, 'needs at least two environments').default(usualOrder),
      })
      .prefault({}),
    allowed: z
      .array(
        z.strictObject({
          setting: settingName,
          clusters: clusterFilter,
          reason: z.string().trim().min(1, 'is empty: whoever reads the report asks why'),
        }),
      )
      .default([]),
  })
  .prefault({});

export type DriftConfig = z.output<typeof driftSchema>;

export const defaultDriftConfig: DriftConfig = driftSchema.parse({});

/** @throws ConfigError with line and column */
export function loadDriftConfig(yamlText: string, { file }: { file?: string } = {}): DriftConfig {
  return loadSection(yamlText, { name: 'drift', schema: driftSchema, file });
}

/** The environment of a cluster as its tag says, and its place in the order, 0 for the lowest. */
export function environmentOf(
  { tag, order }: DriftConfig['environments'],
  { tags }: Pick<ClusterRef, 'tags'>,
): Pick<DriftCluster, 'environment' | 'rank' | 'isProduction'> {
  // Azure's tag names do not distinguish case.
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === tag.toLowerCase());
  const environment = found?.[1].trim() || null;
  const place = order.findIndex((names) =>
    [names].flat().some((name) => name.toLowerCase() === environment?.toLowerCase()),
  );
  return {
    environment,
    rank: place < 0 ? null : place,
    isProduction: place === order.length - 1,
  };
}

/** Why a cluster may differ in a setting or check; undefined where it may not. */
export type Allowance = (question: string, cluster: ClusterRef) => string | undefined;

export function allowanceOf({ allowed }: DriftConfig): Allowance {
  const rules: { setting: string; fits: ClusterFilter; reason: string }[] = allowed.map(
    ({ setting, clusters, reason }) => ({
      setting: setting.toLowerCase(),
      fits: parseFilter(clusters),
      reason,
    }),
  );
  return (question, cluster) =>
    rules.find(({ setting, fits }) => setting === question.toLowerCase() && fits(cluster))?.reason;
}
