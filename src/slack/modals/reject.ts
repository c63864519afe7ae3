import { z } from 'zod';
import { decideOn } from '../decide-on.ts';
import { defineModal } from '../define-modal.ts';
import { readReason, rejectForm } from './reject-form.ts';

export const modal = defineModal({
  callbackId: 'reject-change',
  input: z.object({ changeId: z.string(), planHash: z.string(), summary: z.string() }),
  open: ({ summary }) => rejectForm({ what: 'change', summary }),
  async submit({ input, values, ...context }) {
    const read = readReason(values);
    if ('errors' in read) return read;
    const decision = { ...input, ...read, decision: 'reject' as const };
    return { kind: 'done', after: () => decideOn(context, decision) };
  },
});
