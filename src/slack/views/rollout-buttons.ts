/** Which buttons the board has, in which state. What they do is judged again when they are pressed. */
import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { RolloutValue } from '../../rollout/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { ButtonSpec, Drawing } from '../drawing.ts';
import { plural } from './posture-words.ts';
import { rolloutTitle } from './rollout-text.ts';

export function rolloutButtons(value: RolloutValue, { button, menu }: Drawing): KnownBlock[] {
  const pressed = [...decisions(value), ...holds(value)].map(button);
  const menus = [
    ...(value.can.skip && skips(value).length > 0 ? [menu('Skip a cluster…', skips(value))] : []),
    ...(shows(value).length > 0 ? [menu('Show the change of…', shows(value))] : []),
  ];
  const rows: ActionsBlock['elements'][] = [pressed, menus];
  return rows
    .filter((elements) => elements.length > 0)
    .map((elements) => ({ type: 'actions', elements }));
}

function decisions({ can, id, approval, rings, actionTitle, params }: RolloutValue): ButtonSpec[] {
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
          text: clipped(`${summary} It begins at once.`, 300),
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

const skippable = new Set(['later', 'held', 'planning', 'planned']);

function skips({ id, rings }: RolloutValue): ButtonSpec[] {
  return rings.flatMap((ring) =>
    ring.members
      .filter(({ state }) => skippable.has(state))
      .map(({ clusterId, name }) => ({
        action: actionIds.rolloutSkip,
        payload: { rolloutId: id, clusterId, name },
        text: `${name} (${ring.name})`,
      })),
  );
}

/** Those under way first: their cards pause and end them. */
function shows({ rings }: RolloutValue): ButtonSpec[] {
  const members = rings.flatMap(({ members }) => members).filter(({ changeId }) => changeId);
  const order = ['running', 'watching', 'failed'];
  return members
    .toSorted((a, b) => Number(order.includes(b.state)) - Number(order.includes(a.state)))
    .map(({ changeId, name }) => ({
      ...{ action: actionIds.showChange, payload: { changeId }, text: name },
    }));
}
