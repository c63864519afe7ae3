/** Objects of a cluster that are not as they should be: one sentence, and evidence for each of the first hundred. */
import type { KubernetesObject, KubernetesPlaneName } from '../kubernetes/objects.ts';
import { listed } from './combine.ts';
import { type Finding, fail, pass, unknown } from './define-check.ts';
import type { Objects } from './look.ts';
import type { Evidence } from './types.ts';

export interface Offence {
  /** `Service shop/web` */
  object: string;
  path: string;
  value: unknown;
}

/** Pieces of evidence in one finding; its message says how many there are in truth. */
export const mostEvidence = 100;
const mostNames = 3;

/** `Service shop/web`; without a namespace where the kind has none. */
export function nameOfObject({
  kind,
  metadata: { namespace, name },
}: Pick<KubernetesObject, 'kind' | 'metadata'>): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/**
 * @param asked how many objects were asked; where there are none, `nothing` is the answer.
 * @param failed a sentence about those that it gets: `Service shop/a, Service shop/b and 4 more`.
 */
export function judgeObjects<P extends KubernetesPlaneName>(
  plane: Objects<P>,
  {
    asked,
    offences,
    failed,
    passed,
    nothing,
  }: {
    asked: number;
    offences: readonly Offence[];
    failed: (names: string, count: number) => string;
    passed: string;
    nothing: Finding;
  },
): Finding {
  if (asked === 0) return nothing;
  if (offences.length === 0) return pass(passed, plane.evidence);
  const names = [...new Set(offences.map(({ object }) => object))];
  return fail(failed(someOf(names), names.length), plane.evidence, ...evidenceOf(plane, offences));
}

export function evidenceOf<P extends KubernetesPlaneName>(
  plane: Objects<P>,
  offences: readonly Offence[],
): Evidence[] {
  return offences
    .slice(0, mostEvidence)
    .map(({ object, path, value }) => plane.seen(object, path, value));
}

/**
 * The same finding with what cannot be known of other objects; of a good one, nothing certain is left.
 * @param message a sentence about those that it gets.
 */
export function withUnclear<P extends KubernetesPlaneName>(
  finding: Finding,
  {
    offences,
    message,
    plane,
  }: {
    offences: readonly Offence[];
    message: (names: string) => string;
    plane: Objects<P>;
  },
): Finding {
  const [first, ...others] = evidenceOf(plane, offences);
  if (!first) return finding;
  const says = message(someOf([...new Set(offences.map(({ object }) => object))]));
  return finding.outcome === 'fail'
    ? { ...finding, unclear: { message: says, evidence: [first, ...others] } }
    : unknown(says, first, ...others);
}

/** `a, b, c and 4 more` */
export function someOf(names: readonly string[]): string {
  const more = names.length - mostNames;
  return listed([...names.slice(0, mostNames), ...(more > 0 ? [`${more} more`] : [])]);
}

/** `one pod`, `4 pods` */
export function count(number: number, one: string, many = `${one}s`): string {
  return number === 1 ? `one ${one}` : `${number} ${many}`;
}
