/** Which rings there are, and how slowly a rollout goes. */
import { z } from 'zod';
import { duration } from '../config/duration.ts';
import { loadSection } from '../config/section.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Terms } from './types.ts';

const readSpan = (value: string, context: z.RefinementCtx) => {
  const length = value.trim() === '0' ? 0 : duration(value);
  if (length !== undefined) return length;
  context.addIssue(`"${value}" is not a length of time; write 30m, 8h or 2d, or 0 for none`);
  return z.NEVER;
};

/** YAML reads a bare 0 as a number. */
const span = z.preprocess(
  (value) => (value === 0 ? '0' : value),
  z.string('should be a length of time with its unit, such as 2d'),
);

const tag = z.string('should be a tag with its value: env=dev').regex(/^[^=\s]+=\S.*$/, {
  error: ({ input }) => `"${input}" is no tag with its value; write env=dev`,
});

const ring = z.strictObject({
  name: z.string().trim().min(1, 'is empty').max(40, 'is longer than 40 characters'),
  tag: z.union([tag, z.array(tag).min(1)], 'should be a tag with its value, or a list of them'),
  /** How long the ring before is watched. */
  soak: span.transform(readSpan).optional(),
});

/** More than these could not be stopped in time when something is wrong with all of them. */
export const mostAtOnce = 50;

const usualRings = [
  { name: 'dev', tag: ['env=dev', 'env=development', 'env=test'] },
  { name: 'staging', tag: ['env=staging'] },
  { name: 'production', tag: ['env=prod', 'env=production'] },
];

/**
 * Section `rollouts` of the configuration file:
 *
 *     rollouts:
 *       rings:                           # in their order; each is approved for itself
 *         - { name: dev, tag: env=dev }
 *         - { name: staging, tag: env=staging }
 *         - { name: production, tag: [env=prod, env=production], soak: 5d }
 *       soak: 2d                         # so long a ring is watched before the next is planned
 *       atOnce: 3                        # clusters at once, after the first of each ring
 *       watch: 10m                       # so long the first cluster of a ring is watched
 *       heal: 15m                        # so long a cluster may take to be healthy again
 *       hold: 1d                         # so long a cluster that is held up is waited for
 */
const rolloutSchema = z
  .strictObject({
    rings: z
      .array(ring)
      .min(1, 'needs at least one ring')
      .refine(
        (rings) => new Set(rings.map(({ name }) => name.toLowerCase())).size === rings.length,
        {
          error: 'names one ring twice',
        },
      )
      .default(usualRings),
    soak: span.default('2d').transform(readSpan),
    atOnce: z
      .int('should be a whole number')
      .min(1, 'should be 1 or more')
      .max(mostAtOnce, `should be ${mostAtOnce} or fewer`)
      .default(3),
    watch: span.default('10m').transform(readSpan),
    heal: span.default('15m').transform(readSpan),
    hold: span.default('1d').transform(readSpan),
  })
  .prefault({});

export type RolloutConfig = z.output<typeof rolloutSchema>;

export const defaultRolloutConfig: RolloutConfig = rolloutSchema.parse({});

/** @throws ConfigError with line and column */
export function loadRolloutConfig(
  yamlText: string,
  { file }: { file?: string } = {},
): RolloutConfig {
  return loadSection(yamlText, {
    ...{ name: 'rollouts', schema: rolloutSchema },
    keys: ['rings', 'soak', 'atOnce', 'watch', 'heal', 'hold'],
    file,
  });
}

/** The place of the ring that a cluster belongs to: the first whose tag it has; -1 for none. */
export function ringOf(
  { rings }: Pick<RolloutConfig, 'rings'>,
  cluster: Pick<ClusterRef, 'name' | 'tags'>,
): number {
  return rings.findIndex((ring) => isIn(ring, cluster));
}

function isIn({ tag: tags }: RolloutConfig['rings'][number], cluster: Pick<ClusterRef, 'tags'>) {
  return [tags].flat().some((one) => hasTag(cluster, one));
}

/** Said of a cluster that has the tags of several rings: people may have meant another than the first. */
export function whyFirst(
  { rings }: Pick<RolloutConfig, 'rings'>,
  cluster: Pick<ClusterRef, 'tags'>,
): string | null {
  const [first, ...others] = rings.filter((ring) => isIn(ring, cluster)).map(({ name }) => name);
  if (others.length === 0) return null;
  return `It has the tags of ${[first, ...others].join(' and ')}; the first of them counts.`;
}

/** Rings are never mixed, even where somebody changed a tag meanwhile: why a cluster is no part of its ring any more. */
export function whyElsewhere(
  { config }: { config: Pick<RolloutConfig, 'rings'> },
  ring: { name: string } | undefined,
  cluster: Pick<ClusterRef, 'name' | 'tags'>,
): string | null {
  const now = config.rings[ringOf(config, cluster)]?.name;
  if (now === ring?.name) return null;
  return `Its tags put it into ${now === undefined ? 'no ring' : `the ring ${now}`} by now.`;
}

function hasTag({ tags }: Pick<ClusterRef, 'tags'>, wanted: string): boolean {
  const at = wanted.indexOf('=');
  const [key, value] = [wanted.slice(0, at).toLowerCase(), wanted.slice(at + 1).toLowerCase()];
  // Azure's tag names do not distinguish case.
  return Object.entries(tags).some(
    ([name, is]) => name.toLowerCase() === key && is.trim().toLowerCase() === value,
  );
}

export function termsOf({ atOnce, watch, heal, hold }: RolloutConfig): Terms {
  return { atOnce, watch, heal, hold };
}
