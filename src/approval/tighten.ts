/** What is asked of an approval beside the file of rights: more, never less. */
import type { ApprovalPolicy } from '../rights/policy.ts';

export interface Tightening {
  need?: number;
  /** Whoever approves has to be among these as well. */
  approvers?: ApprovalPolicy['approvers'];
  expiresInMinutes?: number;
  reason?: 'required';
}

/** The stricter of both, point by point. */
export function tighten(policy: ApprovalPolicy, more: Tightening | null = null): ApprovalPolicy {
  if (!more) return policy;
  const { approvers } = more;
  // Where the policy names them all, theirs are the shorter list; else who approves has to be in both.
  const isPart =
    approvers?.users.every((each) => policy.approvers.users.includes(each)) &&
    approvers.groups.every((each) => policy.approvers.groups.includes(each));
  return {
    ...policy,
    need: Math.max(policy.need, more.need ?? 1),
    ...(approvers && (isPart ? { approvers } : { also: approvers })),
    expiresInMinutes: Math.min(policy.expiresInMinutes, more.expiresInMinutes ?? Infinity),
    reason: more.reason ?? policy.reason,
  };
}
