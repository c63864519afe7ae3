import { defineCommand } from '../define-command.ts';
import { pendingFor } from '../pending.ts';
import { pendingList } from '../views/pending-list.ts';

export const command = defineCommand({
  name: 'approvals',
  summary: 'Changes that wait for a decision, or are under way',
  examples: [{ line: 'approvals', does: 'lists them, each with its card' }],
  right: null,
  async run(invocation) {
    const pending = await pendingFor(invocation);
    await invocation.answer((drawing) => ({
      text: `${pending.changes.length + pending.more} open changes`,
      blocks: pendingList(pending, drawing),
    }));
  },
});
