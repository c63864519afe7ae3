import { z } from 'zod';
import { section } from '../blocks.ts';
import { defineModal } from '../define-modal.ts';
import { bold } from '../escape.ts';
import { pressRollout } from '../press-rollout.ts';
import { readReason } from './reject-form.ts';

export const modal = defineModal({
  callbackId: 'skip-cluster',
  input: z.object({ rolloutId: z.string(), clusterId: z.string(), name: z.string() }),
  open: ({ name }) => ({
    title: 'Skip this cluster',
    submit: 'Skip',
    blocks: [
      section(`${bold(name)} is left out of this rollout, and stays as it is.`),
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why' },
        hint: { type: 'plain_text', text: 'It stands on the board and in the trail.' },
        element: { type: 'plain_text_input', action_id: 'value', max_length: 300 },
      },
    ],
  }),
  async submit({ input: { rolloutId, clusterId }, values, ...context }) {
    const read = readReason(values);
    if ('errors' in read) return read;
    const skip = (press: Parameters<typeof context.deps.rollouts.pause>[0]) =>
      context.deps.rollouts.skip({ ...press, clusterId, reason: read.reason });
    return {
      kind: 'done',
      after: () => pressRollout(context, rolloutId, { clusterId }, skip),
    };
  },
});
