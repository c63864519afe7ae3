import { verbs } from '../../rights/schema.ts';
import { defineCommand } from '../define-command.ts';
import { bold, escapeMrkdwn } from '../escape.ts';
import { judgeFor, refusalText } from '../may.ts';

const meaning = {
  read: 'look at',
  propose: 'propose changes to',
  approve: 'approve changes to',
  'break-glass': 'apply changes in spite of a freeze to',
  audit: 'read the trail of',
} as const;

export const command = defineCommand({
  name: 'can-i',
  summary: 'Says whether you may do something to a cluster, by which rule, and who else can.',
  args: {
    action: { type: 'choice', choices: verbs, required: true, description: 'what you want to do' },
    cluster: { type: 'cluster', required: true, description: 'name of the cluster' },
  },
  examples: [{ line: 'can-i approve aks-prod-weu', does: 'explains your right to approve' }],
  right: null,
  async run({ args: { action, cluster }, ...asking }) {
    const verdict = await judgeFor(asking, action, cluster);
    await asking.answer(
      verdict.allowed
        ? `Yes, you may ${meaning[action]} ${bold(cluster.name)} here: the rule ${escapeMrkdwn(verdict.rule)} allows it.${action === 'approve' ? ' Never your own request, though.' : ''}`
        : `No. ${refusalText(verdict)}`,
    );
  },
});
