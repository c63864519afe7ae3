import { defineCommand } from '../define-command.ts';
import { runWorkflow } from '../run-workflow.ts';

export const command = defineCommand({
  name: 'run',
  summary: 'Runs a workflow now, over all its clusters or some.',
  args: {
    name: { type: 'word', required: true, description: 'which workflow; schedule list shows them' },
    clusters: {
      type: 'rest',
      description: 'which of its clusters: a name, aks-prod-*, tag:env=prod; all if not said',
    },
  },
  examples: [
    {
      line: 'run posture-daily',
      does: 'runs it for those who may propose changes to its clusters',
    },
    { line: 'run posture-daily tag:env=prod', does: 'runs it over some of its clusters' },
  ],
  right: 'read',
  run: ({ args: { name, clusters }, ...asking }) => runWorkflow(asking, name, clusters),
});
