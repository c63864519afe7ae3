/** Which buttons a waiver has, in which state. What they do is judged again when they are pressed. */
import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { ButtonSpec, Drawing } from '../drawing.ts';
import { waiverTitle } from './waiver-text.ts';

export function waiverButtons(value: WaiverValue, { button }: Drawing): KnownBlock[] {
  const { can, id, hash } = value;
  const title = waiverTitle(value);
  const elements: ActionsBlock['elements'] = [];
  if (can.decide)
    elements.push(
      button({
        action: actionIds.waiverApprove,
        payload: { waiverId: id, hash },
        text: 'Approve',
        style: 'primary',
        label: `Approve the waiver of ${title}`,
        confirm: {
          title: 'Waive this finding?',
          text: clipped(
            `${title}. Reports show it as waived until ${value.until.slice(0, 10)}, and it lowers no grade.`,
            300,
          ),
          confirm: 'Approve',
          deny: 'Not yet',
        },
      }),
      button({
        action: actionIds.waiverReject,
        payload: { waiverId: id, hash, summary: clipped(`Waive ${title}`, 300) },
        text: 'Reject…',
        style: 'danger',
        label: `Reject the waiver of ${title}`,
      }),
    );
  if (can.withdraw)
    elements.push(
      button({
        action: actionIds.waiverWithdraw,
        payload: { waiverId: id },
        text: 'Withdraw',
        label: 'Withdraw this request',
      }),
    );
  elements.push(
    ...endings(value).map((spec) =>
      button({
        ...spec,
        ...(spec.action === actionIds.waiverRevoke && {
          confirm: {
            title: 'End this waiver now?',
            text: clipped(`${title} counts as a finding again.`, 300),
            confirm: 'Revoke',
          },
        }),
      }),
    ),
  );
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

/** What can be done to one that holds, or held: the same as a button and in a menu. */
export function endings(value: WaiverValue): ButtonSpec[] {
  const payload = { waiverId: value.id };
  const title = waiverTitle(value);
  return [
    ...(value.can.renew
      ? [
          {
            ...{ action: actionIds.waiverRenew, payload, text: 'Renew…' },
            label: `Ask for more time for ${title}`,
          },
        ]
      : []),
    ...(value.can.revoke
      ? [
          {
            ...{ action: actionIds.waiverRevoke, payload, text: 'Revoke' },
            label: `End the waiver of ${title} now`,
          },
        ]
      : []),
  ];
}
