/** Which Kubernetes runs, by whoever says it: the API server itself, or else Azure. */
import type { Look } from './look.ts';
import { NotKnown } from './read.ts';
import type { Evidence } from './types.ts';

/** 35 of `v1.35.6` and `1.35`; undefined where it is no version. */
export function minorNumber(version: string | undefined): number | undefined {
  const minor = /^v?1\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** Throws `NotKnown` where neither says it. A check that asks `uses` serverVersion and managedCluster. */
export function clusterMinor(look: Look): { minor: number; evidence: Evidence } {
  const places = [
    ...(look.wasRead('serverVersion') ? [look.plane('serverVersion').text('gitVersion')] : []),
    ...(look.wasRead('managedCluster')
      ? [
          look.cluster.text('properties.currentKubernetesVersion'),
          look.cluster.text('properties.kubernetesVersion'),
        ]
      : []),
  ];
  for (const { value, evidence } of places) {
    const minor = minorNumber(value);
    if (minor !== undefined) return { minor, evidence };
  }
  throw new NotKnown(
    'Which Kubernetes version runs is not known.',
    places[0]?.evidence ?? look.evidenceOf('serverVersion'),
  );
}
