/** Which buttons the board has, in which state. What they do is judged again when they are pressed. */
import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { RolloutValue } from '../../rollout/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { ButtonSpec, Drawing } from '../drawing.ts';
import { plural } from './posture-words.ts';
import { rolloutTitle } from './rollout-text.ts';

/** @param shown ids of the clusters on this page: a menu holds 100, and the other pages have those of theirs */
export function rolloutButtons(
  value: RolloutValue,
  { button, menu }: Drawing,
  shown: ReadonlySet<string>,
): KnownBlock[] {
  const pressed = [...decisions(value), ...holds(value)].map(button);
  const skippable = value.can.skip ? skips(value, shown) : [];
  const changes = shows(value, shown);
  const menus = [
    ...(skippable.length > 0 ? [menu('Skip a cluster…', skippable)] : []),
    ...(changes.length > 0 ? [menu('Show the change of…', changes)] : []),
  ];
  const rows: ActionsBlock['elements'][] = [pressed, menus];
  return rows
    .filter((elements) => elements.length > 0)
    .map((elements) => ({ type: 'actions', elements }));
}

function decisions(value: RolloutValue): ButtonSpec[] {
  const { can, id, approval, rings, actionTitle, params } = value;
  const ring = approval && rings[approval.ring];
  if (!can.decide || !ring) return [];
  const planned = ring.members.filter(({ state }) => state === 'planned');
  const count = `${planned.length} ${plural(planned.length, 'cluster')}`;
  const summary = clipped(
    `${rolloutTitle({ actionTitle, params })} on the ring ${ring.name}: ${count}, ${planned[0]?.name ?? ''} first.`,
    300,
  );
  const payload = { rolloutId: id, hash: approval.hash, summary };
  const asks = approval.confirm.length > 0;
  return [
    {
      action: actionIds.rolloutApprove,
      payload,
      text: `Approve ${clipped(ring.name, 40)}${asks ? '…' : ''}`,
      style: 'primary',
      label: `Approve the ring ${ring.name}`,
      ...(!asks && {
        confirm: {
          title: clipped(`Approve the ring ${ring.name}?`, 100),
          text: clipped(`${summary} ${whenItBegins(value)}`, 300),
          confirm: 'Approve',
          deny: 'Not yet',
        },
      }),
    },
    {
      action: actionIds.rolloutReject,
      payload,
      text: 'Reject…',
      style: 'danger',
      label: `Reject the ring ${ring.name}: the rollout ends`,
    },
  ];
}

function whenItBegins({ approval, rings, paused }: RolloutValue): string {
  if (paused) return 'It begins when somebody resumes it.';
  const ring = approval && rings[approval.ring];
  const waits = ring?.progress.some(({ plan }) => plan?.notBefore);
  return waits ? 'Each cluster begins in its window.' : 'It begins at once.';
}

function holds({ can, id, paused }: RolloutValue): ButtonSpec[] {
  const payload = { rolloutId: id };
  const look = (paused?.look.length ?? 0) > 0;
  return [
    ...(can.pause
      ? [
          {
            action: actionIds.rolloutPause,
            payload,
            text: 'Pause',
            label: 'Begin no further cluster',
          },
        ]
      : []),
    ...(can.resume
      ? [
          {
            ...{ action: actionIds.rolloutResume, payload, label: 'Go on with the next cluster' },
            ...{ text: look ? 'I looked, it is well' : 'Resume', style: 'primary' as const },
          },
        ]
      : []),
    ...(can.stop
      ? [
          {
            ...{ action: actionIds.rolloutStop, payload, text: 'Stop…', style: 'danger' as const },
            label: 'End the rollout: nothing more is begun',
            confirm: {
              title: 'Stop this rollout?',
              text: 'No further cluster is begun. Those under way go on; what was done stays.',
              confirm: 'Stop',
              deny: 'Let it go on',
            },
          },
        ]
      : []),
  ];
}

const skippableStates = new Set(['later', 'held', 'planning', 'planned']);

function skips({ id, rings }: RolloutValue, shown: ReadonlySet<string>): ButtonSpec[] {
  return rings.flatMap((ring) =>
    ring.members
      .filter(({ clusterId, state }) => skippableStates.has(state) && shown.has(clusterId))
      .map(({ clusterId, name }) => ({
        action: actionIds.rolloutSkip,
        payload: { rolloutId: id, clusterId, name },
        text: `${name} (${ring.name})`,
      })),
  );
}

/** Those under way first: their cards pause and end them. */
function shows({ rings }: RolloutValue, shown: ReadonlySet<string>): ButtonSpec[] {
  const first = ['running', 'watching', 'failed'];
  return rings
    .flatMap(({ members }) => members)
    .filter(({ changeId }) => changeId)
    .filter(({ clusterId, state }) => first.includes(state) || shown.has(clusterId))
    .toSorted((a, b) => Number(first.includes(b.state)) - Number(first.includes(a.state)))
    .map(({ changeId, name }) => ({
      ...{ action: actionIds.showChange, payload: { changeId }, text: name },
    }));
}
