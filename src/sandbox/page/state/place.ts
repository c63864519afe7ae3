import { useCallback, useEffect, useState } from 'react';

/** Where the reader is; kept in the address, so that it can be shared and reloaded. */
export interface Place {
  as: string;
  /** A channel's id, or `home` for the app's home tab. */
  channel: string;
  /** The `ts` of the thread in the side panel. */
  thread?: string;
  theme: 'light' | 'dark' | 'system';
}

/** The same people and channels in every sandbox. */
const defaults: Place = { as: 'U0RIVERA', channel: 'C0PLATFRM', theme: 'system' };

function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  const theme = query.get('theme');
  return {
    as: query.get('as') ?? defaults.as,
    channel: query.get('channel') ?? defaults.channel,
    thread: query.get('thread') ?? undefined,
    theme: theme === 'light' || theme === 'dark' ? theme : defaults.theme,
  };
}

function writePlace(place: Place): string {
  const query = new URLSearchParams({ as: place.as, channel: place.channel });
  if (place.thread) query.set('thread', place.thread);
  if (place.theme !== 'system') query.set('theme', place.theme);
  return `?${query}`;
}

/** The place and a way to change parts of it; the browser's back button works. */
export function usePlace(): [Place, (change: Partial<Place>) => void] {
  const [place, setPlace] = useState(() => readPlace(window.location.search));

  useEffect(() => {
    const read = () => setPlace(readPlace(window.location.search));
    window.addEventListener('popstate', read);
    return () => window.removeEventListener('popstate', read);
  }, []);

  const go = useCallback((change: Partial<Place>) => {
    const next = { ...readPlace(window.location.search), ...change };
    const search = writePlace(next);
    if (search !== window.location.search) window.history.pushState(null, '', search);
    setPlace(next);
  }, []);

  return [place, go];
}
