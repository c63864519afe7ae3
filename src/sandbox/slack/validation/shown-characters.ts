import { isObject } from './rules.ts';

/** The fields whose text a person reads; ids, types, URLs and values do not count. */
const shown = new Set([
  'alt_text',
  'author_name',
  'caption',
  'label',
  'name',
  'provider_name',
  'text',
  'title',
  'x_label',
  'y_label',
]);

/** How many characters of text a piece of Block Kit shows, all levels together. */
export function shownCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + shownCharacters(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [field, content]) => {
    if (typeof content === 'string') return shown.has(field) ? sum + content.length : sum;
    return sum + shownCharacters(content);
  }, 0);
}
