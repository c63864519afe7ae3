import type { Journal } from '../journal.ts';
import type { Workspace } from '../workspace.ts';

/** What happens outside the workspace, as in a database, is not announced: look now and then. */
const lookAgainMs = 200;

/** Waits for something to be true; looks again whenever the workspace or the journal changes. */
export async function waitUntil<T>({
  predicate,
  what,
  timeoutMs = 60_000,
  screen,
  workspace,
  journal,
}: {
  predicate: () => T | undefined | null | false;
  what: string;
  timeoutMs?: number;
  screen: () => string;
  workspace: Workspace;
  journal: Journal;
}): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  function look(): void {
    try {
      const found = predicate();
      if (found !== undefined && found !== null && found !== false) resolve(found);
    } catch (error) {
      reject(error);
    }
  }
  const stops = [workspace.onChange(look), journal.onEntry(look)];
  const again = setInterval(look, lookAgainMs);
  const timer = setTimeout(
    () => reject(new Error(`waited ${timeoutMs} ms in vain for ${what}\non screen:\n${screen()}`)),
    timeoutMs,
  );
  look();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(again);
    for (const stop of stops) stop();
  }
}
