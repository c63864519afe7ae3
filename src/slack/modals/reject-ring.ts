import { z } from 'zod';
import { decideOnRing } from '../decide-on-ring.ts';
import { defineModal } from '../define-modal.ts';
import { readReason, rejectForm } from './reject-form.ts';

export const modal = defineModal({
  callbackId: 'reject-ring',
  input: z.object({ rolloutId: z.string(), hash: z.string(), summary: z.string() }),
  open: ({ summary }) => rejectForm({ what: 'ring', summary }),
  async submit({ input: { rolloutId, hash }, values, ...context }) {
    const read = readReason(values);
    if ('errors' in read) return read;
    const decision = { rolloutId, hash, ...read, decision: 'reject' as const };
    return { kind: 'done', after: () => decideOnRing(context, decision) };
  },
});
