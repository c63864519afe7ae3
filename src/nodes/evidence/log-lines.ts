import type { RebootEvidence } from '../types.ts';

/** What kured says in its log, by the whole phrase: the first that fits. */
const phrases: { phrase: RegExp; says: RebootEvidence['says'] }[] = [
  { phrase: /\bReboot not required\b/, says: 'not-required' },
  { phrase: /\bReboot required\b/, says: 'required' },
  { phrase: /\bLock already held: [^\s"]/, says: 'required' },
  { phrase: /\bDraining node [^\s"]/, says: 'required' },
  { phrase: /\bTriggering reboot for node [^\s"]/, says: 'required' },
  { phrase: /\bWaiting for reboot\b/, says: 'required' },
  { phrase: /\bUncordoning node [^\s"]/, says: 'not-required' },
];

/** One line of kured's log on a node. */
export interface LogRow {
  Node: string;
  /** ISO 8601 */
  At: string;
  Line: string;
}

/**
 * The newest line that says something. Nothing is logged outside kured's window or while it is blocked: that there
 * is none says nothing.
 * @param rows lines of one node, in any order
 */
export function logEvidence(rows: readonly LogRow[]): RebootEvidence | null {
  const said = rows
    .flatMap(({ At, Line }) => {
      const found = phrases.find(({ phrase }) => phrase.test(Line));
      const at = Date.parse(At);
      if (!found || Number.isNaN(at)) return [];
      return { at, says: found.says, words: found.phrase.exec(Line)?.[0] ?? '' };
    })
    .sort((a, b) => b.at - a.at);
  const [newest] = said;
  if (!newest) return null;
  const before = said.find(({ says }) => says !== newest.says);
  return {
    source: 'log',
    says: newest.says,
    at: new Date(newest.at).toISOString(),
    since: newest.says === 'required' && before ? new Date(before.at).toISOString() : null,
    detail: `kured said “${newest.words.slice(0, 80)}”`,
  };
}
