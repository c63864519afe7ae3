/** Upgrades: while clusters are looked at, one cluster in full, and a fleet at a glance. */
import type { Replacement } from '../../jobs/replacements.ts';
import type { Person } from '../../rights/person.ts';
import { upgradeRuns } from '../../store/upgrade-runs.ts';
import type { FleetUpgradeReport } from '../../upgrade/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, type Rendered, section } from '../blocks.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { clusterCount } from './fleet-value.ts';
import { fleetUpgrades } from './upgrade-fleet.ts';
import { oneUpgrade } from './upgrade-one.ts';
import { replacementMessage } from './upgrade-replacement.ts';

export interface UpgradeValue {
  filter: string;
  requestedBy: Person;
  of: number;
  /** A replacement is written instead. */
  replace: boolean;
  run:
    | { state: 'running'; done: number; waiting: string | null }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; report: FleetUpgradeReport }
    | { state: 'replaced'; finishedAt: string; replacement: Replacement };
}

export const view = defineView<UpgradeValue>({
  name: 'upgrade',
  async load({ db }, runId) {
    const row = await upgradeRuns.get(db, runId);
    if (!row) return null;
    const { filter, requestedBy, clusterIds, replace, state, progress, result, problem } = row;
    const common = { filter, requestedBy, replace, of: clusterIds.length };
    if (state === 'running') {
      const { done = 0, waiting = null } = progress ?? {};
      return { ...common, run: { state, done, waiting } };
    }
    if (state === 'done' && result) {
      // Results are written by the job alone.
      const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
      if (replace)
        return {
          ...common,
          run: { state: 'replaced', finishedAt, replacement: result as Replacement },
        };
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
  const { run, filter, of, replace } = value;
  const work = replace ? 'replacement' : 'upgrade';
  switch (run.state) {
    case 'running':
      return {
        text: `${replace ? 'Writing' : 'Looking at'} the ${work} of ${clusterCount(of)}…`,
        blocks: [
          section(
            `${replace ? 'Writing' : 'Looking at'} the ${work} of ${clusterCount(of)} (${code(filter)})…`,
          ),
          context(
            [
              replace ? 'reading it first' : `${run.done} of ${of} read`,
              ...(run.waiting ? [escapeMrkdwn(run.waiting)] : []),
            ].join(' · '),
          ),
        ],
      };
    case 'failed':
      return {
        text: `The ${work} of ${clusterCount(of)} could not be ${replace ? 'written' : 'looked at'}: ${run.message}`,
        blocks: [
          section(
            `The ${work} of ${clusterCount(of)} (${code(filter)}) could not be ${replace ? 'written' : 'looked at'}: ${escapeMrkdwn(clipped(run.message, 1500))}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [lookAgain(value, tools, 'Try again')] },
        ],
      };
    case 'replaced':
      return replacementMessage(run.replacement, { finishedAt: run.finishedAt, tools });
    case 'done': {
      const [only] = run.report.clusters;
      return of === 1 && only
        ? oneUpgrade(only, { finishedAt: run.finishedAt, tools })
        : fleetUpgrades(run.report, { ...value, finishedAt: run.finishedAt, tools });
    }
  }
}

function lookAgain({ filter, replace }: UpgradeValue, { button }: RenderContext, text: string) {
  const payload = { line: `upgrade ${quoted(filter)}${replace ? ' --replace' : ''}` };
  return button({ action: actionIds.runCommand, payload, text });
}
