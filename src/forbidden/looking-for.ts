import type { Detection } from './define-detection.ts';
import { detections } from './detections/index.generated.ts';

/**
 * What a look is for, by name: `forbidden` for refused calls, and ids of detections, alone or together.
 * @throws TypeError for a name that is none
 */
export function lookingFor(names: readonly string[]): {
  refusals: boolean;
  detections: Detection[];
} {
  const known = new Map(detections.map((detection) => [detection.id, detection]));
  return {
    refusals: names.includes('forbidden'),
    detections: names
      .filter((name) => name !== 'forbidden')
      .map((name) => {
        const detection = known.get(name);
        if (detection) return detection;
        throw new TypeError(`"${name}" is no detection; there are ${[...known.keys()].join(', ')}`);
      }),
  };
}
