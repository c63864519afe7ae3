import { distance } from 'fastest-levenshtein';

/** The one of `known` that was probably meant, or undefined where none is near: a far guess helps nobody. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: { word: string; away: number } | undefined;
  for (const candidate of known) {
    const away = slips(wanted, candidate.toLowerCase());
    if (!best || away < best.away) best = { word: candidate, away };
  }
  if (!best) return undefined;
  return best.away <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

/** How many slips of a finger lie between two words; a beginning is none, two swapped letters are one. */
function slips(wanted: string, candidate: string): number {
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return 0;
  const away = distance(wanted, candidate);
  return away === 2 && isSwapped(wanted, candidate) ? 1 : away;
}

function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  const swapped = `${one.slice(0, at)}${one[at + 1] ?? ''}${one[at] ?? ''}${one.slice(at + 2)}`;
  return swapped === other;
}
