/** What somebody typed, cut into words. Quotes keep a word together; phones and Macs curl them. */
const quotes: Record<string, string> = { '"': '"', '“': '”', '”': '”', '„': '“', '«': '»' };

export interface Word {
  text: string;
  quoted: boolean;
}

/** A quote that is never closed reaches to the end of the line: nothing typed is lost. */
export function words(line: string): Word[] {
  const found: Word[] = [];
  let index = 0;
  while (index < line.length) {
    const letter = line[index] as string;
    if (/\s/.test(letter)) {
      index += 1;
      continue;
    }
    const closing = quotes[letter];
    if (closing) {
      const end = endOfQuote(line, index + 1, closing);
      found.push({ text: line.slice(index + 1, end), quoted: true });
      index = end + 1;
      continue;
    }
    let end = index;
    while (end < line.length && !/\s/.test(line[end] as string)) end += 1;
    found.push({ text: dashed(line.slice(index, end)), quoted: false });
    index = end;
  }
  return found;
}

function endOfQuote(line: string, from: number, closing: string): number {
  for (let index = from; index < line.length; index += 1) {
    const letter = line[index];
    if (letter === closing || letter === '"') return index;
  }
  return line.length;
}

/** Keyboards turn `--` into a long dash. */
function dashed(word: string): string {
  return word.replace(/^[—–](?=[a-z])/i, '--');
}

/**
 * Text of a message, as events carry it, back to what was typed: Slack escapes three letters and
 * turns addresses into links. https://docs.slack.dev/messaging/formatting-message-text
 */
export function typedText(text: string): string {
  return text
    .replaceAll(/<(?:mailto|https?|tel):[^|>]+\|([^>]*)>/g, '$1')
    .replaceAll(/<((?:https?):[^>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** A word as it has to be typed so that it is read as one. */
export function quoted(word: string): string {
  return word === '' || /\s/.test(word) ? `"${word.replaceAll('"', '')}"` : word;
}
