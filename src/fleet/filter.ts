import type { ClusterRef } from './snapshot.ts';

/** What a person typed to choose clusters cannot be understood. The message says what would work. */
export class FilterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FilterError';
  }
}

export type ClusterFilter = (cluster: ClusterRef) => boolean;

const fields = {
  rg: ({ resourceGroup }) => resourceGroup,
  location: ({ location }) => location,
  subscription: ({ subscriptionId }) => subscriptionId,
  name: ({ name }) => name,
} as const satisfies Record<string, (cluster: ClusterRef) => string>;

/** Whether a word means clusters by a filter, and not one cluster by its name. */
export function isFilter(word: string): boolean {
  return /^(?:all$|[a-z]+:)/i.test(word.trim()) || word.includes('*');
}

/**
 * Understands words like `tag:env=prod aks-*-weu`; a cluster must fit them all. A word is `all`, a name, or
 * one of `tag:KEY`, `tag:KEY=VALUE`, `rg:`, `location:`, `subscription:`, `name:`; `*` stands for any
 * letters, and case does not matter.
 * @throws FilterError
 */
export function parseFilter(text: string): ClusterFilter {
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0)
    throw new FilterError('Say which clusters: all, a name like aks-prod-*, or tag:env=prod.');
  const parts = words.map(parseWord);
  return (cluster) => parts.every((fits) => fits(cluster));
}

function parseWord(word: string): ClusterFilter {
  if (word.toLowerCase() === 'all') return () => true;
  const [, prefix, rest] = /^([a-z]+):(.*)$/i.exec(word) ?? [];
  if (prefix === undefined || rest === undefined) return ({ name }) => fitsPattern(name, word);
  if (prefix.toLowerCase() === 'tag') return tagFilter(word, rest);
  const field = Object.entries(fields).find(([name]) => name === prefix.toLowerCase())?.[1];
  if (!field || rest === '')
    throw new FilterError(
      `"${word}" is no filter. Try tag:env=prod, rg:NAME, location:REGION, subscription:ID or a name like aks-prod-*.`,
    );
  return (cluster) => fitsPattern(field(cluster), rest);
}

function tagFilter(word: string, rest: string): ClusterFilter {
  const equals = rest.indexOf('=');
  const key = equals < 0 ? rest : rest.slice(0, equals);
  const value = equals < 0 ? '*' : rest.slice(equals + 1);
  if (key === '') throw new FilterError(`"${word}" names no tag. Try tag:env=prod.`);
  return ({ tags }) =>
    Object.entries(tags).some(
      // Azure's tag names do not distinguish case.
      ([name, is]) => name.toLowerCase() === key.toLowerCase() && fitsPattern(is, value),
    );
}

/** `*` is any run of letters. Walked part by part: a regular expression made from it could take for ever. */
export function fitsPattern(text: string, pattern: string): boolean {
  const letters = text.toLowerCase();
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  if (last === undefined) return letters === first;
  if (!letters.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = letters.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return letters.length - last.length >= at && letters.endsWith(last);
}
