/**
 * Matching by terms. A term is a maximal run of ASCII letters and digits; the text that is sought
 * must stand between the ends of runs, so a phrase matches where its terms are adjacent.
 * https://learn.microsoft.com/kusto/query/datatypes-string-operators#what-is-a-term
 * Characters beyond ASCII are taken as letters.
 */
function isTermCharacter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code > 127
  );
}

export interface TermEnds {
  start: boolean;
  end: boolean;
}

/** Whether the text holds the phrase with a term beginning and ending where asked. */
export function hasPhrase(text: string, phrase: string, { start, end }: TermEnds): boolean {
  if (phrase === '') {
    return true;
  }
  const opens = start && isTermCharacter(phrase.charCodeAt(0));
  const closes = end && isTermCharacter(phrase.charCodeAt(phrase.length - 1));
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const after = at + phrase.length;
    const free =
      (!opens || at === 0 || !isTermCharacter(text.charCodeAt(at - 1))) &&
      (!closes || after === text.length || !isTermCharacter(text.charCodeAt(after)));
    if (free) {
      return true;
    }
  }
  return false;
}
