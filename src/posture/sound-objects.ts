/** Objects whose shape is Kubernetes’ own. An API server takes no others; a file may hold anything. */
import type {
  KubernetesObject,
  KubernetesPlaneName,
  KubernetesPlanes,
} from '../kubernetes/objects.ts';
import type { Look, Objects } from './look.ts';
import { nameOfObject } from './offenders.ts';
import { NotKnown } from './read.ts';

type ObjectPlane = {
  [P in KubernetesPlaneName]: KubernetesPlanes[P] extends KubernetesObject[] ? P : never;
}[KubernetesPlaneName];

/** Wherever they stand, these hold lists of objects, of text, or an object. */
const lists = new Set(
  'ingress egress ingressDeny egressDeny ports protocols to toPorts toCIDRSet toEndpoints fromEndpoints matchExpressions specs listeners parentRefs filters subsets portLevelSettings sources'.split(
    ' ',
  ),
);
const texts = new Set(
  'policyTypes types except toCIDR fromCIDR toEntities fromEntities externalIPs loadBalancerSourceRanges hosts networks sectionNames'.split(
    ' ',
  ),
);
const objects = new Set(
  'spec podSelector namespaceSelector endpointSelector nodeSelector matchLabels ipBlock subject enableDefaultDeny trafficPolicy allowedRoutes targetRef mtls portLevelMtls destination'.split(
    ' ',
  ),
);

/** Their keys are anybody’s, or mean something else: Calico’s ports are numbers, Istio’s are text. */
const leaves = new Set(
  'matchLabels enableDefaultDeny operation source destination rules'.split(' '),
);

/** @throws NotKnown naming the first object that no cluster would take. */
export function soundObjects<P extends ObjectPlane>(look: Look, plane: P): Objects<P> {
  const found = look.objects(plane);
  for (const item of found.items as KubernetesObject[]) {
    const wrong = oddity(item.spec, 'spec') ?? oddity(item.specs, 'specs');
    if (!wrong) continue;
    const name = nameOfObject(item);
    throw new NotKnown(
      `Not known: \`${wrong}\` of ${name} is not what Kubernetes takes there.`,
      found.seen(name, wrong, '(odd)'),
    );
  }
  return found;
}

/** The path of what should be of another kind; undefined where nothing is. */
function oddity(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  // The last key, without the place in a list.
  const key = /([^.[\]]+)$/.exec(path)?.[1] ?? '';
  // Elsewhere these are objects: rules by which Cilium looks into requests, TLS of a listener.
  const isList = lists.has(key) || path === 'spec.rules' || path === 'spec.tls';
  if ((isList || texts.has(key)) && !Array.isArray(value)) return path;
  if (objects.has(key) && !isObject(value)) return path;
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      const at = `${path}[${index}]`;
      if (isList && !isObject(entry)) return at;
      if (texts.has(key) && typeof entry !== 'string') return at;
      const below = isObject(entry) ? belowOf(entry, at) : undefined;
      if (below) return below;
    }
    return undefined;
  }
  return isObject(value) && !leaves.has(key) ? belowOf(value, path) : undefined;
}

function belowOf(value: object, path: string): string | undefined {
  for (const [key, inner] of Object.entries(value)) {
    const wrong = oddity(inner, `${path}.${key}`);
    if (wrong) return wrong;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
