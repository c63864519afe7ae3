import type { Message, View } from '../protocol.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import { elementsIn, type PlacedElement } from '../values.ts';
import { controlsOn, describeMessage, describeView, labelOf } from './screen.ts';

/** Which element is meant; what is left out does not matter. */
export interface ElementQuery {
  action_id?: string;
  block_id?: string;
  /** What a button, or an item of an overflow menu, reads. */
  text?: string;
  value?: string;
}

export interface Chosen {
  placed: PlacedElement;
  /** The item of an overflow menu, or the half of a pair of feedback buttons. */
  option?: Fields;
}

function itemsOf({ type, options, positive_button: yes, negative_button: no }: Fields): Fields[] {
  const items = type === 'overflow' ? options : type === 'feedback_buttons' ? [yes, no] : [];
  return Array.isArray(items) ? items.filter(isObject) : [];
}

function matches(thing: Fields, { text, value }: ElementQuery): boolean {
  return (
    (text === undefined || labelOf(thing) === text) &&
    (value === undefined || thing.value === value)
  );
}

function candidates(placed: PlacedElement, query: ElementQuery): Chosen[] {
  const { element, actionId, blockId } = placed;
  if (query.action_id !== undefined && query.action_id !== actionId) return [];
  if (query.block_id !== undefined && query.block_id !== blockId) return [];
  const items = itemsOf(element);
  if (items.length === 0) return matches(element, query) ? [{ placed }] : [];
  return items
    .filter((item) => matches(item, query))
    .map((item) => ({
      placed,
      option: element.type === 'overflow' ? { selected_option: item } : { value: item.value },
    }));
}

/** The one element that is meant. Throws, naming what is there, for none or for several. */
export function choose(
  target: Message | View,
  query: ElementQuery,
  types?: readonly string[],
): Chosen {
  const blocks = target.blocks ?? [];
  const found = elementsIn(blocks)
    .filter(({ element }) => !types || types.includes(String(element.type)))
    .flatMap((placed) => candidates(placed, query));
  const [first] = found;
  const where = 'ts' in target ? describeMessage(target) : describeView(target);
  if (!first)
    throw new Error(
      `nothing matches ${JSON.stringify(query)} on ${where}\nthere is: ${controlsOn(blocks)}`,
    );
  if (found.length > 1)
    throw new Error(
      `${found.length} things match ${JSON.stringify(query)} on ${where}\nthere is: ${controlsOn(blocks)}`,
    );
  return first;
}
