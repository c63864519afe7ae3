/** One question asked of several objects: one that fails decides, then one that cannot be known. */
import { type Finding, fail, pass, unknown } from './define-check.ts';
import { type Node, NotKnown } from './read.ts';
import type { Evidence } from './types.ts';

interface Answer {
  ok: boolean;
  evidence: Evidence[];
}

/**
 * @param ask judges one object; `NotKnown` that it throws makes that object unknown, not the rest.
 * @param nothing what to answer where there are no objects.
 * @param failed, passed sentences; `failed` gets the objects that failed.
 */
export function forAll({
  objects,
  ask,
  nothing,
  failed,
  passed,
}: {
  objects: readonly Node[];
  ask: (object: Node) => Answer;
  nothing: Finding;
  failed: (objects: string[]) => string;
  passed: string;
}): Finding {
  const good: Evidence[] = [];
  const bad: Evidence[] = [];
  const badObjects: string[] = [];
  const unclear: NotKnown[] = [];
  for (const object of objects) {
    try {
      const { ok, evidence } = ask(object);
      (ok ? good : bad).push(...evidence);
      if (!ok) badObjects.push(object.object);
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      unclear.push(error);
    }
  }
  const [firstBad, ...otherBad] = bad;
  const [firstUnclear, ...otherUnclear] = unclear;
  if (firstBad)
    return {
      ...fail(failed(badObjects), firstBad, ...otherBad),
      ...(firstUnclear && {
        unclear: {
          message: firstUnclear.message,
          evidence: unclear.map(({ evidence }) => evidence),
        },
      }),
    };
  if (firstUnclear)
    return unknown(
      firstUnclear.message,
      firstUnclear.evidence,
      ...otherUnclear.map(({ evidence }) => evidence),
    );
  const [firstGood, ...otherGood] = good;
  return firstGood ? pass(passed, firstGood, ...otherGood) : nothing;
}

/** Those that certainly fail. */
export function failing(objects: readonly Node[], ask: (object: Node) => Answer): Node[] {
  return objects.filter((object) => {
    try {
      return !ask(object).ok;
    } catch (error) {
      if (error instanceof NotKnown) return false;
      throw error;
    }
  });
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
