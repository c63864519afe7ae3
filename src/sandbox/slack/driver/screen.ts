/** What is on screen, in words, so that a failed test says what a person would have seen. */
import type { AnyBlock, Message, View } from '../protocol.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import { elementsIn } from '../values.ts';

/** The text that a person reads on a piece of Block Kit, top to bottom. */
function textOn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textOn);
  if (!isObject(value)) return [];
  const { confirm: _, placeholder: __, ...visible } = value;
  return Object.entries(visible).flatMap(([field, content]) => {
    if (typeof content !== 'string') return textOn(content);
    return ['text', 'title', 'caption', 'label'].includes(field) ? [content] : [];
  });
}

/** What a button or menu is called. */
export function labelOf({ text, placeholder, type }: Fields): string {
  const own = isObject(text) ? text.text : isObject(placeholder) ? placeholder.text : undefined;
  return String(own ?? type);
}

export function controlsOn(blocks: readonly AnyBlock[]): string {
  const found = elementsIn(blocks).map(
    ({ element, actionId }) => `"${labelOf(element)}" (${actionId})`,
  );
  return found.length > 0 ? found.join(', ') : 'none';
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

export function describeMessage({ channel, user, text, blocks, ephemeralTo }: Message): string {
  const shown = blocks ? textOn(blocks).join(' | ') : text;
  const to = ephemeralTo ? ` (only for ${ephemeralTo})` : '';
  return `${channel} ${user}${to}: ${shortened(shown)}`;
}

export function describeView({ type, title, blocks, errors }: View): string {
  const wrong = errors ? ` errors ${JSON.stringify(errors)}` : '';
  return `${type} "${title ?? ''}": ${shortened(textOn(blocks).join(' | '))}${wrong}`;
}
