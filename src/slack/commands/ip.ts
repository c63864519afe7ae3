import { openChangeOf } from '../../store/changes.ts';
import { activeOpenings } from '../../store/openings.ts';
import { defineCommand, type Invocation } from '../define-command.ts';
import { escapeMrkdwn } from '../escape.ts';
import type { ValuesOf } from '../grammar/spec.ts';
import { rangesInput, modal as rangesModal } from '../modals/ranges.ts';
import { lastReadRanges } from '../present-ranges.ts';
import { propose, requestRules } from '../propose.ts';
import { rangesAnswer } from '../views/ranges-answer.ts';

const args = {
  operation: {
    type: 'choice',
    choices: ['list', 'add', 'remove', 'replace'],
    description: 'list, add, remove or replace',
    required: true,
  },
  cluster: { type: 'cluster', description: 'the cluster’s name', required: true },
  ranges: {
    type: 'word',
    description: 'ranges in CIDR notation, commas between: 203.0.113.7/32',
  },
  for: {
    type: 'word',
    keyword: 'for',
    placeholder: 'time',
    description: 'how long an added range stays: 4h',
  },
  ticket: {
    type: 'word',
    keyword: 'ticket',
    placeholder: 'id',
    description: 'the ticket that it belongs to',
  },
  because: {
    type: 'rest',
    keyword: 'because',
    placeholder: 'reason',
    description: 'why, for the approvers',
  },
} as const;

type IpInvocation = Invocation<ValuesOf<typeof args>, Record<never, never>>;

export const command = defineCommand({
  name: 'ip',
  summary: 'See and change who may reach a cluster’s API server (authorized IP ranges)',
  args,
  examples: [
    { line: 'ip list aks-prod-weu', does: 'shows the ranges, and which of them end by themselves' },
    {
      line: 'ip add aks-prod-weu 203.0.113.70/32 for 4h because debugging INC-1234',
      does: 'asks the approvers for a range that is taken away again after 4 hours',
    },
    { line: 'ip remove aks-prod-weu 203.0.113.70/32', does: 'asks for a range to be removed' },
    { line: 'ip add aks-prod-weu', does: 'opens a form' },
  ],
  right: 'read',
  async run(invocation) {
    const { args: given, answer } = invocation;
    if (given.operation === 'list') return list(invocation);
    const { reasonRequired } = requestRules(invocation.deps, given.cluster);
    if (!given.ranges || (reasonRequired && !given.because)) return form(invocation);
    const result = await propose(invocation, {
      cluster: given.cluster,
      action: 'authorized-ip-ranges',
      params: {
        operation: given.operation,
        ranges: rangesOf(given.ranges),
        ...(given.for && { for: given.for }),
      },
      ...(given.because && { reason: given.because }),
      ...(given.ticket && { ticket: given.ticket }),
    });
    if (result.kind === 'refused')
      // A problem of one field is the sentence too; nobody wants to read it twice.
      await answer(
        [...new Set([result.sentence, ...Object.values(result.fields).map(escapeMrkdwn)])].join(
          '\n',
        ),
      );
  },
});

async function list({ args: { cluster }, deps, answer }: IpInvocation): Promise<void> {
  const [lastRead, openings, change] = await Promise.all([
    lastReadRanges(deps.db, cluster.id),
    activeOpenings(deps.db, cluster.id),
    openChangeOf(deps.db, cluster.id),
  ]);
  await answer((drawing) =>
    rangesAnswer({ cluster, lastRead, openings, openChange: change !== null }, drawing),
  );
}

/** What was not said is asked for; a mention has no way to open a form, and says what to add. */
async function form(invocation: IpInvocation): Promise<void> {
  const { args: given, deps, origin, answer, openModal } = invocation;
  const lacking = [
    ...(given.ranges ? [] : ['a range, like 203.0.113.7/32']),
    ...(given.because ? [] : ['a reason: because …']),
  ];
  if (!origin.triggerId)
    return answer(`To ${given.operation} ranges I need ${lacking.join(' and ')}.`);
  const lastRead = await lastReadRanges(deps.db, given.cluster.id);
  await openModal(
    rangesModal,
    rangesInput(invocation, {
      cluster: given.cluster,
      present: lastRead?.ranges ?? null,
      preset: {
        ...(given.operation !== 'list' && { operation: given.operation }),
        ...(given.ranges && { ranges: rangesOf(given.ranges) }),
        ...(given.for && { duration: given.for }),
        ...(given.because && { reason: given.because }),
        ...(given.ticket && { ticket: given.ticket }),
      },
    }),
  );
}

function rangesOf(words: string): string[] {
  return words.split(',').filter((range) => range !== '');
}
