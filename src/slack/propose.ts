import type { ClusterRef } from '../fleet/snapshot.ts';
import type { ProposeOutcome } from '../remediation/propose.ts';
import { approvalPolicy } from '../rights/policy.ts';
import type { CommandContext } from './context.ts';
import { bold, escapeMrkdwn } from './escape.ts';
import { refusalOfLasting } from './lasting.ts';
import { judgeFor, refusalText } from './may.ts';

export interface Proposal {
  cluster: ClusterRef;
  action: string;
  params: unknown;
  reason?: string;
  ticket?: string;
}

export type Proposed =
  | { kind: 'asked'; changeId: string }
  /** `fields` are named as the remediation's parameters are. */
  | { kind: 'refused'; sentence: string; fields: Record<string, string> };

/**
 * Asks for a change in the name of the person: rights, then the words of the request, then the row
 * that everything else follows from. Azure is not asked here; what it says reaches the person as a note.
 */
export async function propose(
  context: CommandContext,
  { cluster, action, params, reason, ticket }: Proposal,
): Promise<Proposed> {
  const { deps, person, origin } = context;
  const verdict = await judgeFor(context, 'propose', cluster);
  if (!verdict.allowed) return { kind: 'refused', sentence: refusalText(verdict), fields: {} };

  const lasting = await refusalOfLasting(context, cluster, { action, params });
  if (lasting) return { kind: 'refused', ...lasting };

  const result = await deps.changes.propose({
    action,
    clusterId: cluster.id,
    params,
    requester: person,
    reason: reason ?? null,
    ticket: ticket ?? null,
    askedFrom: origin.askedFrom ?? null,
    origin: origin.channel
      ? { channel: origin.channel, ...(origin.threadTs && { threadTs: origin.threadTs }) }
      : null,
  });
  if (result.kind === 'proposed') return { kind: 'asked', changeId: result.changeId };
  return {
    kind: 'refused',
    sentence: await whyNotAsked(context, cluster, result),
    fields: result.kind === 'refused' ? (result.fields ?? {}) : {},
  };
}

/** Why a request was not taken, in mrkdwn. */
export async function whyNotAsked(
  context: Pick<CommandContext, 'deps'>,
  cluster: { name: string },
  result: Exclude<ProposeOutcome, { kind: 'proposed' }>,
): Promise<string> {
  if (result.kind === 'busy') return busySentence(context, cluster, result.changeId);
  const { message, hint } = result.problem;
  return escapeMrkdwn([message, hint].filter(Boolean).join(' '));
}

async function busySentence(
  { deps }: Pick<CommandContext, 'deps'>,
  cluster: { name: string },
  changeId: string,
): Promise<string> {
  const open = await deps.changes.describe(changeId);
  const what = open?.plan?.summary ?? open?.actionTitle ?? 'another change';
  const whose = open ? ` (asked by ${open.requester.name ?? 'somebody else'})` : '';
  return `One change at a time: ${bold(cluster.name)} has one open already${escapeMrkdwn(whose)}: ${escapeMrkdwn(what)}. Wait for it, or have it withdrawn; \`${deps.slashCommand} approvals\` shows it.`;
}

/** What the rights file asks of a request on this cluster, for the form. */
export function requestRules(
  { rights }: Pick<CommandContext['deps'], 'rights'>,
  cluster: ClusterRef,
): { reasonRequired: boolean; ticketPattern?: string } {
  const { reason, ticketPattern } = approvalPolicy(rights, { risk: 'high', cluster });
  return { reasonRequired: reason === 'required', ...(ticketPattern && { ticketPattern }) };
}
