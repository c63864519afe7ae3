import { minorOf } from '../../fleet/lifecycle.ts';
import type { Json } from '../../fleet/snapshot.ts';
import type { Blocker } from './types.ts';

const topic = 'Service mesh';

/** A revision of the Istio add-on runs with some minors only. https://learn.microsoft.com/azure/aks/istio-support-policy */
export const meshRevision: Blocker = ({ snapshot, facts, to }) => {
  if (facts.meshRevisions.length === 0) return [];
  const plane = snapshot.planes.meshRevisionProfiles;
  if (plane.state === 'unreadable')
    return [
      {
        ...{ topic, verdict: 'unknown', help: plane.help },
        message: `Whether Istio ${facts.meshRevisions.join(', ')} runs with ${to} is not known: ${plane.reason}.`,
      },
    ];
  const offered: Json[] = plane.value.flatMap((each) => each?.properties?.meshRevisions ?? []);
  return facts.meshRevisions.map((revision) => {
    const known = offered.find((each) => each.revision === revision);
    const newest = offered
      .map((each) => String(each.revision))
      .sort()
      .at(-1);
    const help = `Upgrade the mesh first (az aks mesh upgrade start${newest ? ` --revision ${newest}` : ''}).`;
    if (!known)
      return {
        ...{ topic, verdict: 'blocks' as const, help },
        message: `Istio ${revision} is out of support: the region no longer offers it.`,
      };
    const versions: string[] = (known.compatibleWith ?? []).flatMap((each: Json) =>
      String(each.name).toLowerCase() === 'kubernetes' ? (each.versions ?? []) : [],
    );
    if (versions.length > 0 && !versions.some((each) => minorOf(`${each}.0`) === minorOf(to)))
      return {
        ...{ topic, verdict: 'blocks' as const, help },
        message: `Istio ${revision} does not run with Kubernetes ${minorOf(to)}; it runs with ${versions.join(', ')}.`,
      };
    if (versions.length === 0)
      return {
        ...{ topic, verdict: 'unknown' as const },
        message: `Azure does not say with which Kubernetes Istio ${revision} runs.`,
      };
    return {
      ...{ topic, verdict: 'clear' as const },
      message: `Istio ${revision} runs with Kubernetes ${minorOf(to)}.`,
    };
  });
};
