/** Kinds of values that settings have: how each is read, brought into one form, said, and weighed. */
import type { Node } from '../read.ts';
import { NotKnown } from '../read.ts';
import type { Strength } from './types.ts';

type Path = Parameters<Node['flag']>[0];

export interface Scalar<T> {
  /** Throws `NotKnown` where nothing certain can be said. */
  read(node: Node, path: Path): T;
  say(value: T): string;
  compare?(left: T, right: T): Strength;
}

export function flip(strength: Strength): Strength {
  return strength === 'weaker' ? 'stronger' : strength === 'stronger' ? 'weaker' : strength;
}

/** By rank, where a higher one protects more. */
export function byRank(left: number | undefined, right: number | undefined): Strength {
  if (left === undefined || right === undefined) return 'incomparable';
  return left === right ? 'equal' : left < right ? 'weaker' : 'stronger';
}

/**
 * On or off.
 * @param absent what Azure means by leaving it out; `unknown` where that depends.
 * @param isOn what `true` on the wire means: `disableLocalAccounts` says the opposite of its title.
 */
export function onOff({
  stronger,
  absent = false,
  isOn = true,
}: {
  stronger: 'on' | 'off';
  absent?: boolean | 'unknown';
  isOn?: boolean;
}): Scalar<boolean> {
  return {
    read(node, path) {
      const { value, evidence } = node.flag(path);
      if (value === undefined && absent === 'unknown')
        throw new NotKnown(`\`${evidence.path}\` is left out of Azure’s answer.`, evidence);
      return (value ?? absent) === isOn;
    },
    say: (value) => (value ? 'on' : 'off'),
    compare(left, right) {
      const weight = (value: boolean) => Number(value === (stronger === 'on'));
      return byRank(weight(left), weight(right));
    },
  };
}

/**
 * One word of several. `ranks` are the words as Azure writes them, a higher one protects more; words
 * that are not among them cannot be weighed.
 * @param absent what Azure means by leaving it out; without one it is unknown.
 */
export function choice({
  ranks = {},
  absent,
}: {
  ranks?: Record<string, number>;
  absent?: string;
}): Scalar<string> {
  const known = new Map(
    Object.entries(ranks).map(([word, rank]) => [word.toLowerCase(), { word, rank }]),
  );
  return {
    read(node, path) {
      const { value, evidence } = node.word(path);
      if (value !== undefined) return value;
      if (absent !== undefined) return absent.toLowerCase();
      throw new NotKnown(`\`${evidence.path}\` is left out of Azure’s answer.`, evidence);
    },
    say: (value) => known.get(value)?.word ?? value,
    ...(known.size > 0 && {
      compare: (left: string, right: string) =>
        left === right ? 'equal' : byRank(known.get(left)?.rank, known.get(right)?.rank),
    }),
  };
}

/** A set of words: order, case and repetition make no difference. Said where it is empty: `none`. */
export function wordSet({
  none = 'none',
  weaker,
}: {
  none?: string;
  /** Which of two sets protects less, where one holds the other. */
  weaker?: 'the larger' | 'the smaller';
} = {}): Scalar<string[]> {
  return {
    read: (node, path) => asSet(node.texts(path).value ?? []),
    say: (values) => (values.length === 0 ? none : values.join(', ')),
    ...(weaker && {
      compare: (left: string[], right: string[]) => {
        const bySize = bySubset(left, right);
        return weaker === 'the smaller' ? bySize : flip(bySize);
      },
    }),
  };
}

export function asSet(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.toLowerCase()))].sort();
}

/** `weaker` is the set that the other one holds. */
export function bySubset(left: readonly string[], right: readonly string[]): Strength {
  const [mine, theirs] = [new Set(left), new Set(right)];
  const isWithin = mine.isSubsetOf(theirs);
  const isAround = theirs.isSubsetOf(mine);
  if (isWithin && isAround) return 'equal';
  return isWithin ? 'weaker' : isAround ? 'stronger' : 'incomparable';
}

/** A number, or that there is none. */
export function amount({
  none = 'not set',
  say = String,
  compare,
}: {
  none?: string;
  say?: (value: number) => string;
  compare?: Scalar<number | null>['compare'];
}): Scalar<number | null> {
  return {
    read: (node, path) => node.number(path).value ?? null,
    say: (value) => (value === null ? none : say(value)),
    ...(compare && { compare }),
  };
}

/** Whether something is there; what it is differs from cluster to cluster as it should. */
export function presence({
  there,
  none,
  stronger,
}: {
  there: string;
  none: string;
  stronger?: 'there' | 'none';
}): Scalar<boolean> {
  return {
    read: (node, path) => node.text(path).value !== undefined,
    say: (value) => (value ? there : none),
    ...(stronger && {
      compare: (left: boolean, right: boolean) => {
        const weight = (value: boolean) => Number(value === (stronger === 'there'));
        return byRank(weight(left), weight(right));
      },
    }),
  };
}
