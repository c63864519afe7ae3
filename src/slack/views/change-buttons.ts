/** Which buttons a card has, in which state. What they do is judged again when they are pressed. */

import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { ChangeValue } from '../../remediation/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';

export function changeButtons(value: ChangeValue, { button }: Drawing): KnownBlock[] {
  const { can, id, planHash } = value;
  const payload = { changeId: id };
  const summary = clipped(value.plan?.summary ?? value.actionTitle, 300);
  const name = value.cluster.name;
  const elements: ActionsBlock['elements'] = [];
  const confirm = (value.plan?.warnings ?? []).flatMap(({ mustConfirm, text }, place) =>
    mustConfirm ? [{ place, text: clipped(text, 600) }] : [],
  );

  if (can.approve)
    elements.push(
      button({
        action: actionIds.approve,
        payload: { ...payload, planHash, summary, confirm },
        text: confirm.length > 0 ? 'Approve…' : 'Approve',
        style: 'primary',
        label: `Approve this change to ${name}`,
        ...(confirm.length > 0
          ? {}
          : {
              confirm: {
                title: 'Approve this change?',
                text: clipped(
                  `${value.plan?.summary ?? ''}. It is applied ${value.frozen ? 'when the freeze is over' : 'at once'}.`,
                  300,
                ),
                confirm: 'Approve',
                deny: 'Not yet',
              },
            }),
      }),
    );
  if (can.reject)
    elements.push(
      button({
        action: actionIds.reject,
        payload: { ...payload, planHash, summary },
        text: 'Reject…',
        style: 'danger',
        label: `Reject this change to ${name}`,
      }),
    );
  if (can.edit)
    elements.push(
      button({
        action: actionIds.edit,
        payload,
        text: 'Edit…',
        label: 'Edit the plan: decisions start anew',
      }),
    );
  if (can.withdraw)
    elements.push(
      button({
        action: actionIds.withdraw,
        payload,
        text: 'Withdraw',
        label: 'Withdraw this request',
      }),
    );
  if (can.thaw)
    elements.push(
      button({
        action: actionIds.thaw,
        payload: { ...payload, planHash, summary },
        text: 'Break the freeze…',
        style: 'danger',
        label: `Let this change to ${name} be applied in spite of the freeze`,
      }),
    );
  if (can.rollback)
    elements.push(
      button({
        action: actionIds.rollback,
        payload: { ...payload, summary },
        text: 'Roll back…',
        label: `Ask to undo this change to ${name}`,
      }),
    );
  elements.push(...holdButtons(value, button));
  elements.push(...openingButtons(value, button));
  if (can.settle)
    elements.push(
      button({
        action: actionIds.settle,
        payload: { ...payload, outcome: 'done' },
        text: 'It was applied',
        label: 'I looked: the change was applied',
      }),
      button({
        action: actionIds.settle,
        payload: { ...payload, outcome: 'failed' },
        text: 'It was not applied',
        label: 'I looked: the change was not applied',
      }),
    );
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

/** Of a change of several steps that is under way. */
function holdButtons(
  { can, id, cluster }: ChangeValue,
  button: Drawing['button'],
): ActionsBlock['elements'] {
  const payload = { changeId: id };
  return [
    ...(can.pause
      ? [
          button({
            action: actionIds.pause,
            payload,
            text: 'Pause',
            label: `Begin no further step on ${cluster.name}`,
          }),
        ]
      : []),
    ...(can.resume
      ? [
          button({
            action: actionIds.resume,
            payload,
            text: 'Resume',
            style: 'primary',
            label: `Go on with the next step on ${cluster.name}`,
          }),
        ]
      : []),
    ...(can.abort
      ? [
          button({
            action: actionIds.abort,
            payload,
            text: 'Abort…',
            style: 'danger',
            label: `End this change of ${cluster.name} with the step under way`,
            confirm: {
              title: 'End this change?',
              text: 'Azure is asked to stop the step that is under way, and no other is begun. What was done stays.',
              confirm: 'Abort',
              deny: 'Let it go on',
            },
          }),
        ]
      : []),
  ];
}

/** Slack shows 25 elements in a row; further openings have buttons below the notice of their end. */
const mostOpenings = 5;

/** Each opening ends by itself, so with several of them the buttons say which one they mean. */
function openingButtons(
  { can, openings }: ChangeValue,
  button: Drawing['button'],
): ActionsBlock['elements'] {
  const active = openings.filter(({ state }) => state === 'open' || state === 'stuck');
  return active.slice(0, mostOpenings).flatMap(({ id, range, state }) => {
    const which = active.length > 1 ? ` ${range}` : '';
    return [
      ...(can.extend && state === 'open'
        ? [
            button({
              action: actionIds.extend,
              payload: { openingId: id, range },
              text: `Extend${which}…`,
              label: `Ask for more time for ${range}`,
            }),
          ]
        : []),
      ...(can.closeNow
        ? [
            button({
              action: actionIds.closeNow,
              payload: { openingId: id },
              text: which ? `Close${which} now` : 'Close now',
              label: `Take ${range} away now`,
            }),
          ]
        : []),
    ];
  });
}
