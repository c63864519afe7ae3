import { type ClusterTraits, matchesCluster } from './match.ts';
import type { Rights, Risk } from './schema.ts';

/** What it takes to approve a change. */
export interface ApprovalPolicy {
  need: number;
  approvers: { users: string[]; groups: string[] };
  /** Whoever approves has to be among these as well. */
  also?: { users: string[]; groups: string[] };
  expiresInMinutes: number;
  reason: 'required' | 'optional';
  /** A regular expression that the ticket has to match; without it, no ticket is asked for. */
  ticketPattern?: string;
}

/**
 * The first policy of the file that fits; one approver within 4 hours where none does.
 * A policy that names no approvers means everybody whom a rule allows to approve on this cluster.
 */
export function approvalPolicy(
  rights: Rights,
  { risk, cluster }: { risk: Risk; cluster: ClusterTraits },
): ApprovalPolicy {
  const found = rights.approvals.find(
    (policy) =>
      (!policy.risk || policy.risk.includes(risk)) && matchesCluster(policy.clusters, cluster),
  );
  return {
    need: found?.need ?? 1,
    approvers: found?.approvers ?? allowedToApprove(rights, cluster),
    expiresInMinutes: found?.expires ?? 240,
    reason: found?.reason ?? 'optional',
    ...(found?.ticket === undefined ? {} : { ticketPattern: found.ticket }),
  };
}

function allowedToApprove(rights: Rights, cluster: ClusterTraits): ApprovalPolicy['approvers'] {
  const to = rights.rules
    .filter(
      ({ allow, clusters }) => allow?.includes('approve') && matchesCluster(clusters, cluster),
    )
    .map((rule) => rule.to);
  return {
    users: [...new Set(to.flatMap(({ users }) => users))],
    groups: [...new Set(to.flatMap(({ groups }) => groups))],
  };
}

/** The channel in which changes to this cluster are approved: the first that fits. Null if none is set. */
export function approvalsChannel(rights: Rights, cluster: ClusterTraits): string | null {
  return (
    rights.channels.find(({ clusters }) => matchesCluster(clusters, cluster))?.approvals ?? null
  );
}
