import { z } from 'zod';
import { byUrgency } from '../../posture/severity.ts';
import { latestPostureRuns } from '../../store/posture-runs.ts';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { waiveInput, modal as waiveModal } from '../modals/waive.ts';
import { readReport } from '../read-report.ts';
import { objectsOf, refusalFor } from '../waive.ts';

/** Opens the form for one finding of a cluster, or for whichever of them the person chooses there. */
export const action = defineAction({
  id: actionIds.waive,
  payload: z.object({ clusterId: z.string(), check: z.string().optional() }),
  async run({ payload, ...context }) {
    const { deps, answer, openModal } = context;
    const wanted = payload.clusterId.toLowerCase();
    const cluster = (await deps.fleet.all()).find(({ id }) => id.toLowerCase() === wanted);
    if (!cluster) return answer('This cluster is no longer in the fleet.');
    const refusal = await refusalFor(context, [cluster]);
    if (refusal) return answer(refusal);
    const [run] = await latestPostureRuns(deps.db, { clusterId: cluster.id });
    const failing = (readReport(run?.report)?.results ?? [])
      .filter(({ outcome, check }) => outcome === 'fail' && check === (payload.check ?? check))
      .toSorted(byUrgency)
      .map(({ check }) => check);
    const [first, ...others] = failing;
    if (!first) return answer('Nothing fails there any more, so there is nothing to waive.');
    return openModal(
      waiveModal,
      waiveInput({
        ...{ scope: { ids: [wanted] }, where: cluster.name, checks: failing },
        objects:
          others.length > 0 ? [] : await objectsOf(context, { check: first, clusters: [cluster] }),
        ...{ maxDays: deps.waivers.config.maxDays, preset: {} },
      }),
    );
  },
});
