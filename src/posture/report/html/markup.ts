/** HTML from templates that escape by themselves: what is not `Markup` cannot become any. */
import { printable } from '../text.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

/** @example html`<td>${name}</td>` */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const inner = contents.map((content, index) => print(content) + (parts[index + 1] ?? ''));
  return new Markup((parts[0] ?? '') + inner.join(''));
}

/** Lines that keep their breaks, such as those of a template. */
export function lines(text: string): Markup {
  return new Markup(text.split('\n').map(escaped).join('\n'));
}

/** A sentence whose `code` stands between backticks. */
export function prose(text: string): Markup {
  const parts = text.split('`');
  // An odd one out opens nothing.
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function print(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return content.map(print).join('');
}

function escaped(text: string): string {
  return printable(text)
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
