/** Which workloads run an image that Defender found a hole in. */
import type { Workload } from '../../../kubernetes/objects.ts';
import { parseImage } from '../../image-reference.ts';
import type { Node } from '../../read.ts';

interface RunningImage {
  workload: Workload;
  /** As the node or the pod spec has it. */
  image: string;
}

/** By digest where the nodes say which one runs; else by repository, which may be another version of it. */
function runs(workload: Workload, finding: Node): string | undefined {
  const repository = finding.word('repository').value;
  const digest = finding.word('digest').value;
  const ids = workload.imageIds ?? [];
  const byDigest = ids.find(
    (id) => digest !== undefined && id.toLowerCase().endsWith(`@${digest}`),
  );
  if (byDigest !== undefined || repository === undefined) return byDigest;
  const specs = [workload.spec, ...workload.variants.map(({ spec }) => spec)];
  const images = specs.flatMap(({ containers, initContainers = [], ephemeralContainers = [] }) =>
    [...containers, ...initContainers, ...ephemeralContainers].map(({ image }) => image),
  );
  return images.find((image) => {
    const parsed = parseImage(image);
    if (parsed?.repository.toLowerCase() !== repository) return false;
    if (parsed.digest !== undefined && digest !== undefined) return parsed.digest === digest;
    // The nodes know what they run of it, and it is another version.
    return !ids.some((id) => parseImage(id)?.repository.toLowerCase() === repository);
  });
}

/** @returns each workload once, and the findings that no workload accounts for. */
export function runningWith(
  workloads: readonly Workload[],
  findings: readonly Node[],
): { running: RunningImage[]; unmatched: Node[] } {
  const found = new Map<Workload, RunningImage>();
  const unmatched: Node[] = [];
  for (const finding of findings) {
    let isMatched = false;
    for (const workload of workloads) {
      const image = runs(workload, finding);
      if (image === undefined) continue;
      isMatched = true;
      if (!found.has(workload)) found.set(workload, { workload, image });
    }
    if (!isMatched) unmatched.push(finding);
  }
  return { running: [...found.values()], unmatched };
}
