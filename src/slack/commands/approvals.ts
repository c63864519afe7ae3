import { defineCommand } from '../define-command.ts';
import { openRequests } from '../open-requests.ts';

export const command = defineCommand({
  name: 'approvals',
  summary: 'Changes and waivers that wait for a decision, and changes under way',
  examples: [{ line: 'approvals', does: 'lists them, each with its card' }],
  right: null,
  async run(invocation) {
    const { count, draw } = await openRequests(invocation);
    await invocation.answer((drawing) => ({ text: `${count} open`, blocks: draw(drawing) }));
  },
});
