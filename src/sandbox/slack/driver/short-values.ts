/** Lets a test fill in a form with plain words: `{ reason: 'patch day', cluster: 'aks-prod-weu' }`. */
import type { AnyBlock, StateValues } from '../protocol.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import { elementsIn, type PlacedElement } from '../values.ts';

/** A word, several words, or Slack's own form of a value. */
export type ShortValue = string | string[] | Fields | null;
/** block_id → action_id → value; the action_id may be left out where a block has one element. */
export type ShortValues = Record<string, ShortValue | Record<string, ShortValue>>;

/** Asks the app for the options of a menu that loads them. */
export type LoadOptions = (placed: PlacedElement, typed: string) => Promise<Fields[]>;

function textOf(option: Fields): unknown {
  return isObject(option.text) ? option.text.text : undefined;
}

function ownOptions(element: Fields): Fields[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  return [element.options, ...groups.map((g) => (isObject(g) ? g.options : []))]
    .flat()
    .filter(isObject);
}

async function pick(placed: PlacedElement, word: string, load: LoadOptions): Promise<Fields> {
  const { element, actionId } = placed;
  const isExternal = /external_select$/.test(String(element.type));
  const options = isExternal ? await load(placed, word) : ownOptions(element);
  const found = options.find((option) => option.value === word || textOf(option) === word);
  if (found) return found;
  const offered = options.map((option) => `"${String(textOf(option))}"`).join(', ') || 'nothing';
  throw new Error(`${actionId} does not offer "${word}"; it offers ${offered}`);
}

/** Where the value of each kind of element is kept. */
const singleField: Record<string, string> = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
};
const severalOptions = new Set(['checkboxes', 'multi_static_select', 'multi_external_select']);
const oneOption = new Set(['radio_buttons', 'static_select', 'external_select', 'overflow']);

/** One value in Slack's own form. Throws when a menu does not offer it. */
export async function inSlacksForm(
  placed: PlacedElement,
  given: ShortValue,
  load: LoadOptions,
): Promise<Fields> {
  if (isObject(given)) return given;
  const type = String(placed.element.type);
  const words = [given].flat().filter((word) => word !== null);
  const [first = null] = words;
  if (severalOptions.has(type))
    return { selected_options: await Promise.all(words.map((word) => pick(placed, word, load))) };
  if (oneOption.has(type))
    return { selected_option: first === null ? null : await pick(placed, first, load) };
  const field = singleField[type] ?? 'value';
  if (field === 'selected_date_time') return { [field]: first === null ? null : Number(first) };
  return { [field]: type.startsWith('multi_') ? words : first };
}

/** A whole form in Slack's own form. Throws for a block or action that the view does not have. */
export async function fullValues(
  blocks: readonly AnyBlock[],
  given: ShortValues,
  load: LoadOptions,
): Promise<StateValues> {
  const placed = elementsIn(blocks);
  const values: StateValues = {};
  for (const [blockId, content] of Object.entries(given)) {
    const inBlock = placed.filter((p) => p.blockId === blockId);
    const [only] = inBlock;
    if (!only) {
      const known = [...new Set(placed.map((p) => p.blockId))].join(', ');
      throw new Error(`the view has no block "${blockId}"; it has ${known || 'none to fill in'}`);
    }
    const isNamed =
      isObject(content) &&
      Object.keys(content).every((id) => inBlock.some((p) => p.actionId === id));
    const byAction: Record<string, ShortValue> = isNamed
      ? (content as Record<string, ShortValue>)
      : { [only.actionId]: content as ShortValue };
    for (const [actionId, value] of Object.entries(byAction)) {
      const element = inBlock.find((p) => p.actionId === actionId) ?? only;
      values[blockId] = {
        ...values[blockId],
        [actionId]: await inSlacksForm(element, value, load),
      };
    }
  }
  return values;
}
