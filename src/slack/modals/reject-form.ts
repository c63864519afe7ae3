import { section } from '../blocks.ts';
import type { FormValues, ModalContent } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';

/** The form in which somebody says why they reject what was asked for, whatever that is. */
export function rejectForm({ what, summary }: { what: string; summary: string }): ModalContent {
  return {
    title: `Reject this ${what}`,
    submit: 'Reject',
    blocks: [
      section(escapeMrkdwn(summary)),
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why' },
        hint: { type: 'plain_text', text: 'The person who asked reads this.' },
        element: {
          type: 'plain_text_input',
          action_id: 'value',
          multiline: true,
          max_length: 500,
        },
      },
    ],
  };
}

/** The reason, or the error that the form shows below its field. */
export function readReason({
  reason,
}: FormValues): { reason: string } | { kind: 'errors'; errors: Record<string, string> } {
  const said = String(reason ?? '').trim();
  return said === ''
    ? { kind: 'errors', errors: { reason: 'Say why, in a few words.' } }
    : { reason: said };
}
