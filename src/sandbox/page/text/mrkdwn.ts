/**
 * Slack's own markup, which is not Markdown: https://docs.slack.dev/messaging/formatting-message-text
 * Pure: text in, a tree out.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'emoji'; name: string }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'user' | 'channel' | 'group'; id: string; label?: string }
  | { kind: 'broadcast'; range: string }
  | { kind: 'date'; seconds: number; format: string; url?: string; fallback: string };

export type MrkdwnBlock =
  | { kind: 'paragraph' | 'quote'; children: Inline[] }
  | { kind: 'pre'; text: string };

export function parseMrkdwn(source: string): MrkdwnBlock[] {
  return source.split(/```/).flatMap((part, index, parts) => {
    // An odd part stands between two fences, unless its closing fence is missing.
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [{ kind: 'pre', text: plainText(part.replace(/^\n|\n$/g, '')) } as const];
    const text = index % 2 === 1 ? `\`\`\`${part}` : part;
    return parseLines(text, { afterFence: index > 0, beforeFence: index < parts.length - 1 });
  });
}

function parseLines(
  text: string,
  at: { afterFence: boolean; beforeFence: boolean },
): MrkdwnBlock[] {
  let trimmed = text;
  if (at.afterFence) trimmed = trimmed.replace(/^\n/, '');
  if (at.beforeFence) trimmed = trimmed.replace(/\n$/, '');
  if (trimmed === '') return [];

  const groups: { quote: boolean; lines: string[] }[] = [];
  for (const line of trimmed.split('\n')) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line);
    const last = groups.at(-1);
    if (last && last.quote === (quoted !== null)) last.lines.push(quoted?.[1] ?? line);
    else groups.push({ quote: quoted !== null, lines: [quoted?.[1] ?? line] });
  }
  return groups.map(({ quote, lines }) => ({
    kind: quote ? 'quote' : 'paragraph',
    children: parseInline(lines.join('\n')),
  }));
}

/** In the order in which they win; the flag y makes each match only where the reader stands. */
const code = /`([^`\n]+)`/y;
const angled = /<([^<>\n]+)>/y;
const emoji = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/y;
const bareUrl = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"]/y;
const styles = [
  { kind: 'bold', pattern: /\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}])/uy },
  { kind: 'italic', pattern: /_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}])/uy },
  { kind: 'strike', pattern: /~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}])/uy },
] as const;

function parseInline(source: string): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let position = 0;

  function flush() {
    if (plain) found.push({ kind: 'text', text: plainText(plain) });
    plain = '';
  }

  while (position < source.length) {
    const next = readOne(source, position);
    if (next) {
      flush();
      found.push(next.node);
      position += next.length;
    } else {
      plain += source[position];
      position += 1;
    }
  }
  flush();
  return found;
}

function readOne(source: string, position: number): { node: Inline; length: number } | undefined {
  const at = (pattern: RegExp) => {
    pattern.lastIndex = position;
    return pattern.exec(source);
  };
  if (source[position] === '\n') return { node: { kind: 'break' }, length: 1 };

  const inCode = at(code);
  if (inCode)
    return { node: { kind: 'code', text: plainText(inCode[1] ?? '') }, length: inCode[0].length };

  const special = at(angled);
  if (special) return { node: readAngled(special[1] ?? ''), length: special[0].length };

  // Inside a word, these characters are just characters: snake_case, 10:30:00, a*b*c.
  if (position > 0 && /[\p{L}\p{N}]/u.test(source[position - 1] ?? '')) return undefined;

  for (const { kind, pattern } of styles) {
    const styled = at(pattern);
    if (styled)
      return { node: { kind, children: parseInline(styled[1] ?? '') }, length: styled[0].length };
  }
  const named = at(emoji);
  if (named) return { node: { kind: 'emoji', name: named[1] ?? '' }, length: named[0].length };

  const url = at(bareUrl);
  if (url) {
    const address = plainText(url[0]);
    return {
      node: { kind: 'link', url: address, children: [{ kind: 'text', text: address }] },
      length: url[0].length,
    };
  }
  return undefined;
}

/** What stands between `<` and `>`: a mention, a date or a link. */
function readAngled(inside: string): Inline {
  const [target = '', label] = splitOnce(inside, '|');
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), label };
  const date = /^!date\^(\d+)\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date) {
    const [, seconds, format = '', url] = date;
    return {
      kind: 'date',
      seconds: Number(seconds),
      format,
      url,
      fallback: plainText(label ?? ''),
    };
  }
  if (target.startsWith('!'))
    return { kind: 'broadcast', range: (label ?? target.slice(1)).replace(/^@/, '') };
  const children = label
    ? parseInline(label)
    : [{ kind: 'text' as const, text: plainText(target.replace(/^mailto:/, '')) }];
  return { kind: 'link', url: plainText(target), children };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function plainText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
