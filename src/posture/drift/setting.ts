/** What one security-relevant setting is, and where its value is read. */
import { type Group, layerOf } from '../layers.ts';
import type { Look } from '../look.ts';
import { poolsOf } from '../pools.ts';
import { type Node, NotKnown } from '../read.ts';
import { overPools, type PoolValues, sayPools, weighPools } from './pool-values.ts';
import type { Scalar } from './scalars.ts';
import type { Answer, Question, Strength } from './types.ts';

export type CheckId = `AKS-${Group}-${number}`;

export interface Setting extends Question {
  kind: 'setting';
  answer(look: Look): Answer;
}

/** The question does not apply to this cluster, and why. */
export class NotThere extends Error {}

interface Declaration<T> {
  /** The wire path, which is its name for ever. */
  path: string;
  title: string;
  /** Checks that look at it; the group of the first tells the layer of defence. */
  checks: readonly [CheckId, ...CheckId[]];
  /** A value that is JSON and has one form. Throws `NotKnown` or `NotThere`. */
  read(look: Look): T;
  say(value: T): string;
  compare?(left: T, right: T): Strength;
}

export function defineSetting<T>({
  path,
  title,
  checks,
  read,
  say,
  compare,
}: Declaration<T>): Setting {
  return {
    kind: 'setting',
    id: path,
    title,
    checks,
    layer: layerOf(checks[0].split('-')[1] as Group),
    // Both sides come from `read` of this very setting.
    ...(compare && { compare: (left, right) => compare(left as T, right as T) }),
    answer(look) {
      try {
        const value = read(look);
        return { kind: 'value', value, text: say(value) };
      } catch (error) {
        if (error instanceof NotKnown) return { kind: 'unknown', reason: error.message };
        if (error instanceof NotThere) return { kind: 'not-applicable', reason: error.message };
        const cause = error instanceof Error ? error.message : String(error);
        return {
          kind: 'unknown',
          reason: `“${title}” could not be read, which is a fault of Drawbridge: ${cause}`,
        };
      }
    },
  };
}

type Named<T> = Omit<Declaration<T>, 'read' | 'say' | 'compare'>;

/** A property of the cluster itself. */
export function ofCluster<T>(
  named: Named<T> & {
    scalar: Scalar<T>;
    /** Throws `NotThere` where the property means nothing. */
    unless?: (look: Look) => void;
  },
): Setting {
  const { scalar, unless, ...rest } = named;
  return defineSetting<T>({
    ...rest,
    ...scalar,
    read(look) {
      unless?.(look);
      return scalar.read(look.cluster, rest.path);
    },
  });
}

/** A property of each node pool; `path` goes on from the pool. */
export function ofPools<T>(
  named: Named<T> & { scalar: Scalar<T>; which?: (pool: Node) => boolean; none?: string },
): Setting {
  const { scalar, which = () => true, none, path, ...rest } = named;
  return definePools({
    ...rest,
    path: `properties.agentPoolProfiles[].${path}`,
    which,
    none,
    ...scalar,
    read: (pool) => scalar.read(pool, path),
  });
}

export function definePools<T>({
  which = () => true,
  none = 'There is no such node pool.',
  read,
  say,
  compare,
  ...rest
}: Omit<Declaration<T>, 'read'> & {
  read(pool: Node, look: Look): T;
  which?: (pool: Node) => boolean;
  none?: string;
}): Setting {
  return defineSetting<PoolValues>({
    ...rest,
    read(look) {
      const all = poolsOf(look);
      if (all.length === 0)
        throw new NotKnown(
          'Which node pools there are is not known.',
          look.cluster.children('properties.agentPoolProfiles').evidence,
        );
      const pools = all.filter(which);
      if (pools.length === 0) throw new NotThere(none);
      return overPools(pools.map((pool) => [pool.object, read(pool, look)]));
    },
    say: (values) => sayPools(values, (value) => say(value as T)),
    ...(compare && {
      compare: (left: PoolValues, right: PoolValues) =>
        weighPools(left, right, (a, b) => compare(a as T, b as T)),
    }),
  });
}
