/** Runs a workflow because somebody asks. */
import { FilterError, parseFilter } from '../fleet/filter.ts';
import { workflowsInUse } from '../workflows/adopt.ts';
import { clustersOf } from '../workflows/clusters.ts';
import type { Workflow } from '../workflows/schema.ts';
import type { CommandContext } from './context.ts';
import { code, escapeMrkdwn } from './escape.ts';
import { nearest } from './grammar/nearest.ts';
import { allowedAmong } from './may.ts';

/** Whoever runs one looks at its clusters and has others told: so it takes the right to propose on all that are meant. */
export async function runWorkflow(
  asking: CommandContext,
  word: string,
  narrowed?: string,
): Promise<void> {
  const { deps, person, answer, show } = asking;
  const name = word.toLowerCase();
  const wrong = narrowed === undefined ? undefined : filterProblem(narrowed);
  if (wrong) return answer(escapeMrkdwn(wrong));
  const { workflows } = await workflowsInUse(deps.db);
  const wanted = workflows.find((each) => each.name === name);
  if (wanted) {
    const all = clustersOf(wanted, await deps.fleet.all());
    const meant = narrowed === undefined ? all : all.filter(parseFilter(narrowed));
    if (meant.length === 0) return answer(noCluster(wanted, narrowed));
    const mine = await allowedAmong(asking, 'propose', meant);
    if (mine.length < meant.length)
      return answer(
        `To run ${code(name)} you would have to be allowed to propose changes to all clusters that are meant. ${code(`${deps.slashCommand} can-i propose <cluster>`)} says why you are not.`,
      );
  }
  const outcome = await deps.workflows.start(name, person, narrowed);
  switch (outcome.kind) {
    case 'started':
      return show('workflow-run', outcome.id);
    case 'still-running':
      return answer(`${code(name)} runs just now; it is not begun twice.`);
    case 'disabled':
      return answer(`${code(name)} is not enabled: its file says ${code('enabled: false')}.`);
    case 'no-cluster':
      return answer(noCluster({ name, clusters: wanted?.clusters ?? 'all' }, narrowed));
    case 'unknown': {
      const meant = nearest(name, outcome.names);
      const known =
        outcome.names.length === 0
          ? 'There is none at all.'
          : `There are: ${outcome.names.map(code).join(', ')}.`;
      return answer(
        `There is no workflow ${code(name)}. ${meant ? `Did you mean ${code(meant)}? ` : ''}${known}`,
      );
    }
  }
}

function noCluster({ name, clusters }: Pick<Workflow, 'name' | 'clusters'>, narrowed?: string) {
  const about = code([clusters].flat().join(', '));
  return narrowed === undefined
    ? `${code(name)} is about ${about}, and no cluster fits that.`
    : `None of the clusters of ${code(name)} fits ${code(narrowed)}. It is about ${about}.`;
}

function filterProblem(filter: string): string | undefined {
  try {
    parseFilter(filter);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
}
