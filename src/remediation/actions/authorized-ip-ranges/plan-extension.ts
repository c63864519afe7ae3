import type { PlanContext, Planned } from '../../define-remediation.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import { actionId, etags } from './facts.ts';
import { type Params, showMinutes } from './params.ts';

/** Plans a later end of an opening. Nothing is written to the cluster: the range is there already. */
export function planExtension(
  live: LiveCluster,
  { openingId, until }: Extract<Params, { operation: 'extend' }>,
  { openings, settings, now }: PlanContext,
): Planned {
  const opening = openings.find(({ id, state }) => id === openingId && state === 'open');
  if (!opening) return refused('opening-ended', 'This opening has ended. Ask for the range again.');
  const end = new Date(until);
  if (end <= new Date(opening.until))
    return refused(
      'not-later',
      `The opening of ${opening.range} lasts until ${opening.until} already.`,
    );
  const minutes = Math.ceil((end.getTime() - now.getTime()) / 60_000);
  if (minutes > settings.longestOpeningMinutes)
    return refused(
      'too-long',
      `That is too late: an opening lasts at most ${showMinutes(settings.longestOpeningMinutes)} from now.`,
    );
  return {
    kind: 'planned',
    plan: {
      action: actionId,
      summary: `Keep ${opening.range} open on ${live.cluster.name} for longer`,
      changes: [],
      warnings: [],
      remarks: ['Nothing changes on the cluster now; the range is taken back later.'],
      inverse: null,
      inputs: {},
      ...etags(live),
      openings: {
        extend: {
          id: opening.id,
          range: opening.range,
          from: opening.until,
          until: end.toISOString(),
        },
      },
    },
  };
}

function refused(code: string, message: string): Planned {
  return { kind: 'refused', problem: { code, message }, fields: { until: message } };
}
