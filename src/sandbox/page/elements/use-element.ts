import type { ConfirmationDialog } from '@slack/types';
import { useConfirm } from '../state/confirm.tsx';
import { useSurface } from '../state/surface.tsx';
import type { Value } from '../state/values.ts';

/** Where an element stands, and how it is named for those who do not see the page. */
export interface ElementProps<E> {
  element: E;
  blockId: string;
  /** Whether a change is told to the app at once; inputs wait for the submission. */
  dispatches: boolean;
  /** The id of the input's label. */
  labelledBy?: string;
  describedBy?: string;
  invalid?: boolean;
}

interface Actionable {
  type: string;
  action_id?: string;
  confirm?: ConfirmationDialog;
}

/** What the element holds, and what happens when that changes. */
export function useElement({ element, blockId, dispatches }: ElementProps<Actionable>) {
  const surface = useSurface();
  const confirm = useConfirm();
  const actionId = element.action_id ?? '';
  const key = `${blockId}/${actionId}`;
  // Elements stay focusable while a click is under way: the focus has to come back to them.
  const isWaiting = surface.busy !== undefined;

  /** Keeps the value and, where the block says so, tells the app; a "no" to its question undoes it. */
  async function change(value: Record<string, unknown>, tell = dispatches) {
    if (isWaiting && tell) return;
    const held: Value = { type: element.type, ...value };
    if (tell && element.confirm && !(await confirm(element.confirm))) return;
    surface.setValue(blockId, actionId, held);
    if (tell)
      await surface.dispatch(
        { ...held, type: element.type, block_id: blockId, action_id: actionId },
        held,
      );
  }

  /** For elements that hold nothing: a button, an overflow menu. */
  async function click(extra: Record<string, unknown>) {
    if (isWaiting) return;
    if (element.confirm && !(await confirm(element.confirm))) return;
    await surface.dispatch({
      type: element.type,
      block_id: blockId,
      action_id: actionId,
      ...extra,
    });
  }

  return {
    value: surface.values[blockId]?.[actionId] ?? {},
    change,
    click,
    isBusy: surface.busy === key,
    isWaiting,
    options: (query: string) => surface.options(blockId, actionId, query),
  };
}
