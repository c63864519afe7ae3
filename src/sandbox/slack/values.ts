/** What people have filled in: `state.values`, in Slack's own shape. */
import type { AnyBlock, StateValues } from './protocol.ts';
import { type Fields, isObject } from './validation/rules.ts';

/** Elements that carry a value; buttons and overflow menus do not. */
const initialOf: Record<string, (element: Fields) => Fields> = {
  plain_text_input: (e) => ({ value: e.initial_value || null }),
  email_text_input: (e) => ({ value: e.initial_value || null }),
  url_text_input: (e) => ({ value: e.initial_value || null }),
  number_input: (e) => ({ value: e.initial_value || null }),
  rich_text_input: (e) => ({ rich_text_value: e.initial_value ?? null }),
  file_input: () => ({ files: [] }),
  checkboxes: (e) => ({ selected_options: e.initial_options ?? [] }),
  radio_buttons: (e) => ({ selected_option: e.initial_option ?? null }),
  datepicker: (e) => ({ selected_date: e.initial_date ?? null }),
  timepicker: (e) => ({ selected_time: e.initial_time ?? null }),
  datetimepicker: (e) => ({ selected_date_time: e.initial_date_time ?? null }),
  static_select: (e) => ({ selected_option: e.initial_option ?? null }),
  external_select: (e) => ({ selected_option: e.initial_option ?? null }),
  users_select: (e) => ({ selected_user: e.initial_user ?? null }),
  conversations_select: (e) => ({ selected_conversation: e.initial_conversation ?? null }),
  channels_select: (e) => ({ selected_channel: e.initial_channel ?? null }),
  multi_static_select: (e) => ({ selected_options: e.initial_options ?? [] }),
  multi_external_select: (e) => ({ selected_options: e.initial_options ?? [] }),
  multi_users_select: (e) => ({ selected_users: e.initial_users ?? [] }),
  multi_conversations_select: (e) => ({ selected_conversations: e.initial_conversations ?? [] }),
  multi_channels_select: (e) => ({ selected_channels: e.initial_channels ?? [] }),
};

export interface PlacedElement {
  block: Fields;
  element: Fields;
  blockId: string;
  actionId: string;
}

/** Every element with an `action_id`, with the block that it stands in, top to bottom. */
export function elementsIn(blocks: readonly unknown[]): PlacedElement[] {
  return blocks.filter(isObject).flatMap((block) => {
    const nested = block.type === 'carousel' ? block.elements : block.child_blocks;
    const inside = Array.isArray(nested) ? elementsIn(nested) : [];
    const own =
      block.type === 'carousel'
        ? []
        : [block.accessory, block.element, block.elements, block.actions].flat();
    const placed = own.filter(isObject).filter((element) => typeof element.action_id === 'string');
    return [
      ...placed.map((element) => ({
        block,
        element,
        blockId: String(block.block_id),
        actionId: String(element.action_id),
      })),
      ...inside,
    ];
  });
}

/** The values that these blocks start with; `kept` are those of the blocks they replace. */
export function startingValues(blocks: readonly AnyBlock[], kept: StateValues = {}): StateValues {
  const values: StateValues = {};
  for (const { element, blockId, actionId } of elementsIn(blocks)) {
    const initial = initialOf[String(element.type)];
    if (!initial) continue;
    const before = kept[blockId]?.[actionId];
    const own: Fields = { type: element.type, ...initial(element) };
    values[blockId] = {
      ...values[blockId],
      [actionId]: before && before.type === element.type ? before : own,
    };
  }
  return values;
}

/** New values over old ones; what belongs to no element of these blocks is left out. */
export function mergeValues(
  blocks: readonly AnyBlock[],
  old: StateValues,
  fresh: StateValues = {},
): StateValues {
  const values = startingValues(blocks, old);
  for (const [blockId, actions] of Object.entries(values))
    for (const [actionId, value] of Object.entries(actions)) {
      const given = fresh[blockId]?.[actionId];
      if (given) actions[actionId] = { ...value, ...given, type: value.type };
    }
  return values;
}

function isEmpty(value: Fields): boolean {
  const { type: _, ...rest } = value;
  return Object.values(rest).every(
    (v) => v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0),
  );
}

function wrongText(element: Fields, text: string): string | undefined {
  const { type, min_length: min, max_length: max } = element;
  if (type === 'plain_text_input') {
    if (typeof min === 'number' && text.length < min) return `Enter at least ${min} characters.`;
    const most = typeof max === 'number' ? max : 3000;
    if (text.length > most) return `Enter at most ${most} characters.`;
  }
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return 'Enter a valid email address.';
  if (type === 'url_text_input' && !/^https?:\/\/\S+$/.test(text)) return 'Enter a valid URL.';
  return type === 'number_input' ? wrongNumber(element, text) : undefined;
}

function wrongNumber(element: Fields, text: string): string | undefined {
  const number = Number(text);
  if (!Number.isFinite(number)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number))
    return 'Enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Enter a number of at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Enter a number of at most ${element.max_value}.`;
  return undefined;
}

/** What Slack's own client refuses before the app hears of it: block_id → message. */
export function refusedByClient(
  blocks: readonly AnyBlock[],
  values: StateValues,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, blockId, actionId } of elementsIn(blocks)) {
    if (block.type !== 'input') continue;
    const value = values[blockId]?.[actionId];
    if (!value || isEmpty(value)) {
      if (block.optional !== true) errors[blockId] = 'Please complete this required field.';
      continue;
    }
    const wrong = typeof value.value === 'string' ? wrongText(element, value.value) : undefined;
    if (wrong) errors[blockId] = wrong;
  }
  return errors;
}
