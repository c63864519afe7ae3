/** Upgrades: while clusters are looked at, one cluster in full, and a fleet at a glance. */
import type { Person } from '../../rights/person.ts';
import { getUpgradeRun } from '../../store/upgrade-runs.ts';
import type { FleetUpgradeReport } from '../../upgrade/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, type Rendered, section } from '../blocks.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { clusterCount } from './fleet-value.ts';
import { fleetUpgrades } from './upgrade-fleet.ts';
import { oneUpgrade } from './upgrade-one.ts';

export interface UpgradeValue {
  filter: string;
  requestedBy: Person;
  of: number;
  run:
    | { state: 'running'; done: number; waiting: string | null }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; report: FleetUpgradeReport };
}

export const view = defineView<UpgradeValue>({
  name: 'upgrade',
  async load({ db }, runId) {
    const row = await getUpgradeRun(db, runId);
    if (!row) return null;
    const { filter, requestedBy, clusterIds, state, progress, result, problem } = row;
    const common = { filter, requestedBy, of: clusterIds.length };
    if (state === 'running') {
      const { done = 0, waiting = null } = progress ?? {};
      return { ...common, run: { state, done, waiting } };
    }
    if (state === 'done' && result) {
      // Results are written by the job alone.
      const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
      return { ...common, run: { state, finishedAt, report: result as FleetUpgradeReport } };
    }
    return {
      ...common,
      run: { state: 'failed', ...(problem ?? { message: 'The look ended without a result.' }) },
    };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render: upgradeMessage,
});

export function upgradeMessage(value: UpgradeValue, tools: RenderContext): Rendered {
  const { run, filter, of } = value;
  switch (run.state) {
    case 'running':
      return {
        text: `Looking at the upgrade of ${clusterCount(of)}…`,
        blocks: [
          section(`Looking at the upgrade of ${clusterCount(of)} (${code(filter)})…`),
          context(
            [`${run.done} of ${of} read`, ...(run.waiting ? [escapeMrkdwn(run.waiting)] : [])].join(
              ' · ',
            ),
          ),
        ],
      };
    case 'failed':
      return {
        text: `The upgrade of ${clusterCount(of)} could not be looked at: ${run.message}`,
        blocks: [
          section(
            `The upgrade of ${clusterCount(of)} (${code(filter)}) could not be looked at: ${escapeMrkdwn(clipped(run.message, 1500))}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [lookAgain(value, tools, 'Try again')] },
        ],
      };
    case 'done': {
      const [only] = run.report.clusters;
      return of === 1 && only
        ? oneUpgrade(only, { finishedAt: run.finishedAt, tools })
        : fleetUpgrades(run.report, { ...value, finishedAt: run.finishedAt, tools });
    }
  }
}

function lookAgain({ filter }: UpgradeValue, { button }: RenderContext, text: string) {
  const payload = { line: `upgrade ${quoted(filter)}` };
  return button({ action: actionIds.runCommand, payload, text });
}
