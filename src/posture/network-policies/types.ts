import type { KubernetesObject } from '../../kubernetes/objects.ts';
import type { Ranges } from './ranges.ts';
import type { Sure } from './sure.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** What of a pod decides which policies select it. */
export interface PolicySubject {
  namespace: string;
  labels: Record<string, string>;
  serviceAccountName?: string;
  hostNetwork?: boolean;
}

/** May this pod open a connection to an address outside the cluster? */
export interface EgressQuestion {
  pod: PolicySubject;
  /** Of no pod and no node, IPv4 or IPv6. */
  address: string;
  port: number;
  protocol: Protocol;
}

/** Who enforces policies; each reads kinds of its own besides NetworkPolicy. */
export type Engine = 'none' | 'azure' | 'calico' | 'cilium' | 'other';

export interface Policies {
  engine: Engine;
  networkPolicies: readonly KubernetesObject[];
  /** Read where the engine is Cilium. */
  ciliumPolicies: readonly KubernetesObject[];
  /** Read where the engine is Calico. */
  calicoPolicies: readonly KubernetesObject[];
  /** AdminNetworkPolicy and its kin. */
  adminPolicies: readonly KubernetesObject[];
  /** Whether the engine heeds those. */
  heedsAdminPolicies: Sure;
  /** Labels of namespaces, by name. */
  namespaceLabels: ReadonlyMap<string, Record<string, string>>;
}

export interface Verdict {
  verdict: 'open' | 'closed' | 'unknown';
  /** What opens or closes it, or what cannot be decided; sorted, each once. */
  because: string[];
}

/** A question with what helps to answer it. */
export interface Asked extends EgressQuestion {
  ranges: Ranges;
  namespaceLabels: Policies['namespaceLabels'];
}

/** A rule of a policy, by its place: `NetworkPolicy shop/web egress[0]`. */
export interface RuleAnswer {
  rule: string;
  matches: Sure;
}

/** What one policy says of a question. */
export interface PolicyAnswer {
  policy: string;
  /** Is everything forbidden that no policy allows? */
  isolates: Sure;
  allows: RuleAnswer[];
  denies: RuleAnswer[];
}
