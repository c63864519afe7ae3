/** What waits for somebody, one paragraph a change: in `/aks approvals` and on App Home. */
import type { ChangeValue } from '../../remediation/types.ts';
import { actionIds } from '../action-ids.ts';
import { context, section, type ViewBlock } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { mention, when } from '../escape.ts';
import type { Pending } from '../pending.ts';
import { approvers, brief, stateInWords } from './change-text.ts';

export function pendingList({ changes, more }: Pending, drawing: Drawing): ViewBlock[] {
  return [
    ...changes.map((change) => paragraph(change, drawing)),
    ...(more > 0 ? [context(`${more} more are open.`)] : []),
  ];
}

function paragraph(change: ChangeValue, { button }: Drawing): ViewBlock {
  const { id, plan, actionTitle, cluster, state, requester, approval, expiresAt, reason } = change;
  const title = plan?.summary ?? `${actionTitle}: ${cluster.name}`;
  const needs =
    state === 'waiting' && approval
      ? ` Needs ${approvers(approval)}${expiresAt ? `, until ${when(expiresAt)}` : ''}.`
      : '';
  return section(
    `*${brief(title, 200)}*\n${stateInWords(change)}. Asked by ${mention(requester)}${reason ? `: ${brief(reason, 200)}` : ''}.${needs}`,
    {
      accessory: button({
        action: actionIds.showChange,
        payload: { changeId: id },
        text: 'Show',
        label: `Show the card: ${title}`,
      }),
    },
  );
}
