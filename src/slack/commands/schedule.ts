import { latestWorkflowRuns } from '../../store/workflow-runs.ts';
import { getWorkflowSet } from '../../store/workflow-set.ts';
import { workflowsInUse } from '../../workflows/adopt.ts';
import { looserThan } from '../../workflows/approval.ts';
import { clustersOf } from '../../workflows/clusters.ts';
import { timetable } from '../../workflows/cron.ts';
import { risksOf } from '../../workflows/offers.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { CommandContext } from '../context.ts';
import { defineCommand } from '../define-command.ts';
import { allowedAmong } from '../may.ts';
import { runWorkflow } from '../run-workflow.ts';
import { type ListedWorkflow, scheduleList } from '../views/schedule-list.ts';

export const command = defineCommand({
  name: 'schedule',
  summary: 'Shows what runs by itself, when, and what came of it; and runs it now.',
  args: {
    what: {
      type: 'choice',
      choices: ['list', 'run'],
      required: true,
      description: 'list, or run one of them',
    },
    name: {
      type: 'word',
      requiredWhen: (soFar: Record<string, unknown>) => soFar.what === 'run',
      description: 'which workflow to run',
    },
  },
  examples: [
    { line: 'schedule list', does: 'lists the workflows with their next and their last run' },
    {
      line: 'schedule run posture-daily',
      does: 'runs one now, for those who may propose changes to all its clusters; whoever it tells is told',
    },
  ],
  right: 'read',
  async run({ args: { what, name }, ...asking }) {
    return what === 'run' && name !== undefined ? runWorkflow(asking, name) : list(asking);
  },
});

async function list(asking: CommandContext): Promise<void> {
  const { deps, answer } = asking;
  const { workflows } = await workflowsInUse(deps.db);
  const latest = new Map((await latestWorkflowRuns(deps.db)).map((each) => [each.workflow, each]));
  const listed: ListedWorkflow[] = [];
  for (const workflow of workflows) {
    const { clusters, readable, mayRun } = await rightsOver(asking, workflow);
    if (clusters > 0 && readable === 0) continue;
    const { schedule, timezone } = workflow.on;
    const [next = null] = schedule ? timetable({ schedule, timezone }).next(1, deps.now()) : [];
    const ignored = looserThan(workflow, { rights: deps.rights, risks: risksOf(workflow) });
    listed.push({
      ...{ workflow, clusters, next, last: latest.get(workflow.name) ?? null, mayRun },
      ignored: ignored.map(({ message }) => message),
    });
  }
  const problem = (await getWorkflowSet(deps.db))?.problem ?? null;
  if (listed.length === 0 && !problem)
    return answer(
      workflows.length === 0
        ? 'Nothing runs by schedule here: the setting WORKFLOWS_DIR of the workers names no folder, or the folder holds no workflow.'
        : 'You may look at none of the clusters that workflows are about.',
    );
  return answer((drawing) => scheduleList({ workflows: listed, problem }, drawing));
}

async function rightsOver(asking: CommandContext, workflow: Workflow) {
  const clusters = clustersOf(workflow, await asking.deps.fleet.all());
  const readable = await allowedAmong(asking, 'read', clusters);
  const proposable = await allowedAmong(asking, 'propose', clusters);
  const mayRun = clusters.length > 0 && proposable.length === clusters.length;
  return { clusters: clusters.length, readable: readable.length, mayRun };
}
