/** What an alert goes on to say though its newest calls do not: pure. */
import type { Sighting } from '../types.ts';
import { type WhatElse, whatElse } from './types.ts';

const mostKept = 20;

/**
 * The newest sighting, with what was known of those before: looks are short, and what is first seen, succeeded at or
 * broken by a change in one of them stays true when the next sees nothing of it.
 */
export function keptWith(known: Sighting, newest: Sighting): Sighting {
  const isCalmer = newest.suspicion.score < known.suspicion.score;
  const suspicion = isCalmer ? known.suspicion : newest.suspicion;
  if (!known.facts) return { ...newest, suspicion };
  const [before, now] = [whatElse(known.facts), whatElse(newest.facts)];
  return {
    ...newest,
    suspicion,
    facts: {
      ...known.facts,
      ...newest.facts,
      succeeded: succeeded(before, now),
      changes: changes(before, now),
      brokenBy: before.brokenBy ?? now.brokenBy,
    },
  };
}

function succeeded(before: WhatElse, now: WhatElse): WhatElse['succeeded'] {
  const kept = new Map(before.succeeded.map((each) => [each.what, each]));
  for (const each of now.succeeded) {
    const known = kept.get(each.what);
    const times = [known?.first, each.first, known?.last, each.last];
    const stated = times.filter((time) => time !== undefined).toSorted();
    kept.set(each.what, {
      what: each.what,
      // Windows overlap, so the sum would count twice.
      calls: Math.max(known?.calls ?? 0, each.calls),
      first: stated[0],
      last: stated.at(-1),
    });
  }
  return [...kept.values()].slice(0, mostKept);
}

/** The newest first. */
function changes(before: WhatElse, now: WhatElse): WhatElse['changes'] {
  const all = [...before.changes, ...now.changes];
  const once = new Map(all.map((each) => [JSON.stringify([each.at, each.by, each.what]), each]));
  return [...once.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, mostKept);
}
