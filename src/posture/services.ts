/** Who reaches a service by Azure’s load balancer: https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/ */
import type { KubernetesObject } from '../kubernetes/objects.ts';

const prefix = 'service.beta.kubernetes.io';

export const internalAnnotation = `${prefix}/azure-load-balancer-internal`;
const tagsAnnotation = `${prefix}/azure-allowed-service-tags`;

/** Ranges beside those of the spec. */
const rangeAnnotations = [
  `${prefix}/azure-allowed-ip-ranges`,
  `${prefix}/load-balancer-source-ranges`,
];

/** The whole Internet, and every customer of Azure. */
const wideTags = /^(internet|azurecloud)(\.|$)/i;

/** Has the service a load balancer with a public address, or will it get one? */
export function isPublic({ metadata, spec }: KubernetesObject): boolean {
  return spec?.type === 'LoadBalancer' && metadata.annotations?.[internalAnnotation] !== 'true';
}

export interface Openness {
  verdict: 'open' | 'restricted' | 'unclear';
  /** Service tags that are let in. */
  tags: string[];
  path: string;
  value: unknown;
}

/** Ranges and tags are added up; one that is everyone undoes the rest. */
export function openness({ metadata, spec }: KubernetesObject): Openness {
  const { loadBalancerClass, loadBalancerSourceRanges } = spec ?? {};
  if (loadBalancerClass)
    return {
      verdict: 'unclear',
      tags: [],
      path: 'spec.loadBalancerClass',
      value: loadBalancerClass,
    };
  const annotations = metadata.annotations ?? {};
  const ranges: string[] = [
    ...(loadBalancerSourceRanges ?? []),
    ...rangeAnnotations.flatMap((key) => words(annotations[key])),
  ];
  const tags = words(annotations[tagsAnnotation]);
  const everyone = ranges.some(isEveryone) || tags.some((tag) => wideTags.test(tag));
  const named = [...ranges, ...tags];
  return {
    verdict: everyone || named.length === 0 ? 'open' : 'restricted',
    tags,
    path: 'spec.loadBalancerSourceRanges',
    value: named.length > 0 ? named : null,
  };
}

/** `0.0.0.0/0`, and the two halves by which some write it. */
function isEveryone(range: string): boolean {
  return /\/[01]$/.test(range.trim());
}

function words(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
