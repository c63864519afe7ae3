import { short } from './waiver-text.ts';

/** In bold, on one line, and never longer than `most` even where every character has to be escaped. */
export function boldLine(text: string, most: number): string {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll('*', '∗').trim();
  return plain === '' ? '' : `*${short(plain, most)}*`;
}
