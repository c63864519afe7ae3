import { checks } from '../../posture/checks/index.generated.ts';
import type { WaiverScope } from '../../posture/waivers/scope.ts';
import { scopeInWords } from '../../posture/waivers/scope.ts';
import { defineCommand, type Invocation } from '../define-command.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { nearest } from '../grammar/nearest.ts';
import type { ValuesOf } from '../grammar/spec.ts';
import { waiveInput, modal as waiveModal } from '../modals/waive.ts';
import { clustersIn, objectsOf, waive } from '../waive.ts';

const dayMs = 86_400_000;

const args = {
  cluster: {
    type: 'cluster',
    many: true,
    required: true,
    description: 'the cluster’s name, or tag:env=dev',
  },
  check: { type: 'word', required: true, description: 'the check’s id: AKS-API-001' },
  object: {
    type: 'word',
    keyword: 'object',
    placeholder: 'name',
    description: 'one object of the finding, such as a node pool',
  },
  for: {
    type: 'duration',
    keyword: 'for',
    placeholder: 'time',
    description: 'how long: 30d',
  },
  because: {
    type: 'rest',
    keyword: 'because',
    placeholder: 'reason',
    description: 'why it can be borne, for approvers and reports',
  },
} as const;

type WaiveInvocation = Invocation<ValuesOf<typeof args>, Record<never, never>>;

export const command = defineCommand({
  name: 'waive',
  summary:
    'Asks that a finding is borne for a time: reports show it as waived, with reason and end',
  args,
  examples: [
    { line: 'waive aks-dev-weu AKS-API-001', does: 'opens a form for one finding' },
    {
      line: 'waive aks-dev-weu AKS-API-001 for 30d because moving to private link in Q1',
      does: 'asks the approvers',
    },
    {
      line: 'waive tag:env=dev AKS-LOG-001 for 14d because logs are being moved',
      does: 'asks for every cluster with that tag',
    },
    {
      line: 'waive aks-dev-weu AKS-NODE-002 object user1 for 7d because the pool goes away',
      does: 'asks for one node pool alone',
    },
  ],
  right: 'read',
  async run(invocation) {
    const { args: given, answer } = invocation;
    const scope = scopeOf(given.cluster);
    if (!scope)
      return answer(
        `A waiver is for one cluster, or for a tag with its value: ${code('tag:env=dev')}.`,
      );
    const check = given.check.toUpperCase();
    const ids = checks.map(({ id }) => id);
    if (!ids.some((id) => id === check)) {
      const meant = nearest(check, ids);
      return answer(
        escapeMrkdwn(
          `“${given.check}” is not the id of a check${meant ? `; did you mean ${meant}?` : ', such as AKS-API-001.'}`,
        ),
      );
    }
    if (given.for === undefined || !given.because) return form(invocation, scope, check);
    const result = await waive(invocation, {
      ...{ check, scope, forMs: given.for, reason: given.because },
      ...(given.object && { object: given.object }),
    });
    if (result.kind === 'refused') await answer(result.sentence);
  },
});

/** What was not said is asked for; a mention has no way to open a form, and says what to add. */
async function form(invocation: WaiveInvocation, scope: WaiverScope, check: string): Promise<void> {
  const { args: given, deps, origin, answer, openModal } = invocation;
  if (!origin.triggerId) {
    const lacking = [
      ...(given.for === undefined ? ['how long: for 30d'] : []),
      ...(given.because ? [] : ['a reason: because …']),
    ];
    return answer(`To waive ${check} I need ${lacking.join(' and ')}.`);
  }
  const clusters = await clustersIn(invocation, scope);
  await openModal(
    waiveModal,
    waiveInput({
      ...{ scope, where: scopeInWords(scope), checks: [check] },
      objects: await objectsOf(invocation, { check, clusters }),
      maxDays: deps.waivers.config.maxDays,
      preset: {
        ...(given.object && { object: given.object }),
        ...(given.for !== undefined && { days: Math.ceil(given.for / dayMs) }),
        ...(given.because && { reason: given.because }),
      },
    }),
  );
}

/** One cluster by its id, several by a tag; a pattern of names would catch what somebody names later. */
function scopeOf(cluster: WaiveInvocation['args']['cluster']): WaiverScope | undefined {
  if (!('filter' in cluster)) return { ids: [cluster.id.toLowerCase()] };
  const [, key, value] = /^tag:([^=\s]+)=(\S+)$/i.exec(cluster.filter.trim()) ?? [];
  return key && value && !value.includes('*') ? { tags: { [key]: [value] } } : undefined;
}
