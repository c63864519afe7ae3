import { z } from 'zod';
import { decideOnWaiver } from '../decide-on-waiver.ts';
import { defineModal } from '../define-modal.ts';
import { readReason, rejectForm } from './reject-form.ts';

export const modal = defineModal({
  callbackId: 'reject-waiver',
  input: z.object({ waiverId: z.string(), hash: z.string(), summary: z.string() }),
  open: ({ summary }) => rejectForm({ what: 'waiver', summary }),
  async submit({ input, values, ...context }) {
    const read = readReason(values);
    if ('errors' in read) return read;
    const decision = { ...input, ...read, decision: 'reject' as const };
    return { kind: 'done', after: () => decideOnWaiver(context, decision) };
  },
});
