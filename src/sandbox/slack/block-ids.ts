import { randomBytes } from 'node:crypto';
import type { AnyBlock } from './protocol.ts';
import { type Fields, isObject } from './validation/rules.ts';

function randomId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}

/** Elements to which Slack gives an `action_id` when the app gave none. */
const interactive =
  /^(button|checkboxes|radio_buttons|overflow|datepicker|timepicker|datetimepicker|feedback_buttons|icon_button|workflow_button)$|_select$|_input$/;

function withActionId(element: unknown): unknown {
  if (!isObject(element) || !interactive.test(String(element.type))) return element;
  return { ...element, action_id: element.action_id ?? randomId() };
}

function withId(block: Fields): Fields {
  const filled: Fields = { ...block, block_id: block.block_id || randomId() };
  if (isObject(block.accessory)) filled.accessory = withActionId(block.accessory);
  if (isObject(block.element)) filled.element = withActionId(block.element);
  if (Array.isArray(block.actions)) filled.actions = block.actions.map(withActionId);
  if (Array.isArray(block.child_blocks)) filled.child_blocks = withBlockIds(block.child_blocks);
  if (Array.isArray(block.elements))
    filled.elements =
      block.type === 'carousel' ? withBlockIds(block.elements) : block.elements.map(withActionId);
  return filled;
}

/** The blocks as Slack stores them: every block and every element has an id. */
export function withBlockIds(blocks: readonly unknown[]): AnyBlock[] {
  return blocks.filter(isObject).map(withId) as AnyBlock[];
}
