import { z } from 'zod';
import { silenceNodes } from '../../nodes/silences.ts';
import { clipped, section } from '../blocks.ts';
import { defineModal, type SubmissionResult } from '../define-modal.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { refusalFor } from '../may.ts';

const times = [1, 7, 14, 30, 90];
const every = 'every';

const input = z.object({
  clusterId: z.string(),
  clusterName: z.string(),
  pools: z.array(z.string()).max(99),
});

/** For how long nobody is told of a cluster's nodes, and why. */
export const modal = defineModal({
  callbackId: 'node-silence',
  input,
  open({ clusterName, pools }) {
    const which = [every, ...pools].map((value) =>
      option(value, value === every ? 'Every pool' : clipped(value, 75)),
    );
    const ends = times.map((days) => option(String(days), days === 1 ? '1 day' : `${days} days`));
    return {
      title: 'Silence nodes',
      submit: 'Silence',
      blocks: [
        section(
          `${bold(clipped(clusterName, 100))}\nWorkflows tell nobody of these nodes until then. Reports show them all the same, and say that they are silenced.`,
        ),
        select('pool', 'Which nodes', which),
        select('days', 'For how long', ends),
        {
          type: 'input',
          block_id: 'reason',
          label: { type: 'plain_text', text: 'Why nobody needs to hear of them' },
          element: { type: 'plain_text_input', action_id: 'value', max_length: 500 },
        },
      ],
    };
  },
  async submit({
    input: { clusterId, clusterName },
    values,
    ...context
  }): Promise<SubmissionResult> {
    const { deps, person } = context;
    const reason = String(values.reason ?? '').trim();
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    const days = times.find((each) => String(each) === values.days);
    if (days === undefined) return { kind: 'errors', errors: { days: 'Choose for how long.' } };
    const cluster = (await deps.fleet.all()).find(({ id }) => id.toLowerCase() === clusterId);
    const refusal = cluster
      ? await refusalFor(context, 'propose', cluster)
      : `${escapeMrkdwn(clusterName)} is no longer in the fleet.`;
    if (refusal) return { kind: 'done', after: () => context.answer(refusal) };
    const pool = !values.pool || values.pool === every ? null : String(values.pool);
    const { until } = await silenceNodes(deps.db, {
      ...{ id: deps.newId(), clusterId, pool, reason, days, person, now: deps.now() },
    });
    const what = pool ? `Pool ${code(pool)} of ${bold(clusterName)}` : bold(clusterName);
    return {
      kind: 'done',
      after: () =>
        context.answer(
          `${what} is silenced until ${when(until)}. Your App Home lists it, and ends it.`,
        ),
    };
  },
});

function option(value: string, text: string) {
  return { value, text: { type: 'plain_text' as const, text } };
}

function select(block: string, label: string, options: ReturnType<typeof option>[]) {
  return {
    type: 'input' as const,
    block_id: block,
    label: { type: 'plain_text' as const, text: label },
    element: {
      ...{ type: 'static_select' as const, action_id: 'value', options },
      initial_option: options[0],
    },
  };
}
