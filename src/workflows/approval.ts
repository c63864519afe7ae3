/** What a workflow asks of the changes that its reports offer: more than the file of rights, never less. */
import { z } from 'zod';
import type { WorkflowApproval } from '../remediation/asked-from.ts';
import { freezeWindowSchema } from '../remediation/freeze-windows.ts';
import { hashOf } from '../remediation/plan-hash.ts';
import { selectsAll } from '../rights/match.ts';
import type { Rights, Risk } from '../rights/schema.ts';
import { approvalMinutes, needed, people } from '../rights/schema.ts';

export const approvalSchema = z
  .strictObject(
    {
      need: needed.optional().describe('So many people at least.'),
      groups: people.groups.describe('Whoever approves has to be in one of these too.'),
      users: people.users.describe('Or be one of these.'),
      expires: approvalMinutes.optional().describe('An approval holds no longer than that: 2h.'),
      reason: z
        .literal('required', 'can only be required: a workflow asks for more, never for less')
        .optional()
        .describe('required: whoever asks has to say why.'),
      freezes: z
        .array(freezeWindowSchema, 'should be a list of times')
        .default([])
        .describe('When none of these changes is applied: from, to, timezone, clusters, reason.'),
    },
    'should be what is asked of approvals: need, groups, users, expires, reason, freezes',
  )
  .describe(
    'What is asked of the changes that its reports offer, beside what the file of rights asks: whichever is stricter holds.',
  );

type Approval = z.output<typeof approvalSchema>;

/** Null where nothing more is asked. The hash names what was asked, whatever the file says later. */
export function askedOf({
  approval,
}: {
  approval?: Approval;
}): { hash: string; approval: WorkflowApproval } | null {
  if (!approval) return null;
  const { need, groups, users, expires, reason, freezes } = approval;
  const asked: WorkflowApproval = {
    ...(need !== undefined && { need }),
    ...(groups.length + users.length > 0 && { approvers: { users, groups } }),
    ...(expires !== undefined && { expiresInMinutes: expires }),
    ...(reason && { reason }),
    freezes,
  };
  return { hash: hashOf(asked), approval: asked };
}

export interface Looser {
  path: (string | number)[];
  message: string;
}

/** What a workflow asks less of than the file of rights does, for changes of these risks. It is ignored. */
export function looserThan(
  { approval }: { approval?: Approval },
  { rights, risks }: { rights: Rights; risks: readonly Risk[] },
): Looser[] {
  if (!approval) return [];
  const policies = rights.approvals.filter(
    ({ risk }) => !risk || risks.length === 0 || risk.some((each) => risks.includes(each)),
  );
  // What holds where no policy fits: src/rights/policy.ts.
  const isAlwaysOne = policies.some(({ risk, clusters }) => !risk && selectsAll(clusters));
  const otherwise = isAlwaysOne ? [] : [{ need: 1, expires: 240 }];
  const needs = [...policies, ...otherwise].map((each) => each.need);
  const lengths = [...policies, ...otherwise].map((each) => each.expires);
  const found: Looser[] = [];
  const { need, expires } = approval;
  if (need !== undefined && need < Math.min(...needs))
    found.push({
      path: ['approval', 'need'],
      message: `need ${need} is fewer than the file of rights asks for: ${Math.min(...needs)}; a workflow can only ask for more`,
    });
  if (expires !== undefined && expires > Math.max(...lengths))
    found.push({
      path: ['approval', 'expires'],
      message: `an approval would hold for ${inWords(expires)}, longer than the file of rights lets it: ${inWords(Math.max(...lengths))}`,
    });
  const mayApprove = rights.rules.filter(({ allow }) => allow?.includes('approve'));
  for (const kind of ['groups', 'users'] as const)
    approval[kind].forEach((who, place) => {
      if (mayApprove.some(({ to }) => to[kind].includes(who))) return;
      found.push({
        path: ['approval', kind, place],
        message: `"${who}" is allowed to approve by no rule of the file of rights`,
      });
    });
  return found;
}

function inWords(minutes: number): string {
  return minutes % 1_440 === 0
    ? `${minutes / 1_440}d`
    : minutes % 60 === 0
      ? `${minutes / 60}h`
      : `${minutes}m`;
}
