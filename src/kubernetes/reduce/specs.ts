/** Specs of pods, reduced: most pods are copies of another, and their spec is reduced once. */
import type { PodSpec } from '../objects.ts';
import type { Interned } from './intern.ts';
import { fingerprintOf } from './pod-facts.ts';
import { podSpecOf } from './pod-spec.ts';
import { isSameSpec } from './same-spec.ts';
import type { Dict } from './shapes.ts';

/** Equal ones have the same mark. */
export interface ReducedSpec {
  value: PodSpec;
  mark: number;
}

interface Specs {
  /** Of a pod that somebody made. */
  own(rawSpec: unknown, strange: () => void): ReducedSpec;
  /** Of a pod that a controller made. */
  made(rawSpec: Dict, strange: () => void): ReducedSpec;
  /** Lets go of what came in a page. */
  forget(): void;
}

export function createSpecs(interned: Interned): Specs {
  const known = new Map<string, ReducedSpec>();
  /** The pod before, raw, until the next one comes. */
  let before: { rawSpec: Dict; spec: ReducedSpec } | undefined;
  return {
    own: (rawSpec, strange) => interned.one(podSpecOf(rawSpec, { of: 'own pod', strange })),
    made(rawSpec, strange) {
      if (before && isSameSpec(before.rawSpec, rawSpec)) return before.spec;
      const fingerprint = fingerprintOf(rawSpec);
      const found = known.get(fingerprint);
      before = found && { rawSpec, spec: found };
      if (found) return found;
      let isStrange = false;
      const onStrange = () => {
        isStrange = true;
        strange();
      };
      const spec = interned.one(podSpecOf(rawSpec, { of: 'made pod', strange: onStrange }));
      // A strange one is reduced again, so that each is counted.
      if (isStrange) return spec;
      known.set(fingerprint, spec);
      before = { rawSpec, spec };
      return spec;
    },
    forget() {
      before = undefined;
    },
  };
}
