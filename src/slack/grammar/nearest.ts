import { distance } from 'fastest-levenshtein';

/** The one of `known` that was probably meant, or undefined where none is near: a far guess helps nobody. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: { word: string; away: number } | undefined;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    const away = wanted.length >= 2 && lower.startsWith(wanted) ? 0 : distance(wanted, lower);
    if (!best || away < best.away) best = { word: candidate, away };
  }
  if (!best) return undefined;
  return best.away <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}
