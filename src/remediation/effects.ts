import type { ChangeRow } from '../store/changes.ts';
import { getOpening, insertOpenings, type OpeningRow } from '../store/openings.ts';
import { type Context, later, type Step } from './context.ts';
import { moveOpening, type OpeningMove } from './opening-moves.ts';
import type { Plan } from './types.ts';

/** What an applied plan does to timed openings. Their clock starts when it was applied. */
export async function applyEffects(
  context: Context,
  step: Step,
  row: ChangeRow,
  { openings = {} }: Plan,
): Promise<void> {
  if (openings.make) await make(context, step, row, openings.make);
  if (openings.extend) {
    const { id, until } = openings.extend;
    await change(context, step, id, {
      to: 'open',
      until: new Date(until),
      noticeAt: null,
      actor: row.requester,
      trail: 'opening.extended',
    });
  }
  for (const { id } of openings.keep ?? [])
    await change(context, step, id, {
      to: 'kept',
      actor: row.requester,
      problem: { code: 'kept', message: 'it was asked for again, without an end' },
      loud: 'requester',
    });
  for (const { id } of openings.end ?? [])
    await change(context, step, id, { to: 'closed', problem: null, loud: 'requester' });
}

async function make(
  context: Context,
  step: Step,
  row: ChangeRow,
  { ranges, minutes }: NonNullable<NonNullable<Plan['openings']>['make']>,
): Promise<void> {
  const now = context.clock();
  const until = later(row.appliedAt ?? now, minutes * 60_000);
  const made = ranges.map(({ range, wasThere }) => ({
    ...{ id: context.newId(), changeId: row.id, clusterId: row.clusterId, range, wasThere },
    ...{ until, now },
  }));
  await insertOpenings(step.tx, made);
  for (const { id, range, wasThere } of made)
    step.record({
      at: now,
      kind: 'opening.opened',
      actor: row.requester,
      subject: { clusterId: row.clusterId, openingId: id, changeId: row.id, range },
      data: { until, wasThere },
    });
}

/** An opening that has ended meanwhile is left as it is. */
async function change(
  context: Context,
  step: Step,
  id: string,
  move: OpeningMove,
): Promise<OpeningRow | null> {
  const opening = await getOpening(step.tx, id);
  if (!opening || opening.state === 'closed' || opening.state === 'kept') return null;
  return moveOpening(context, step, opening, move);
}
