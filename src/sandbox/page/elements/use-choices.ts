import { useEffect, useMemo, useRef, useState } from 'react';

/** One thing that can be chosen; `option` is what the app gets. */
export interface ComboChoice {
  key: string;
  label: string;
  description?: string;
  group?: string;
  option: unknown;
}

/** Where choices come from: they are at hand, or the app is asked for those that fit. */
export type ComboSource =
  | { choices: ComboChoice[] }
  | { load: (query: string) => Promise<ComboChoice[]>; minQueryLength: number };

const typingPauseMs = 150;
const none: ComboChoice[] = [];

/** The choices that fit what is typed. Never those of an earlier query: Enter would pick a wrong one. */
export function useChoices(source: ComboSource, query: string, isOpen: boolean) {
  const [loaded, setLoaded] = useState<{ query: string; found: ComboChoice[] }>();
  const isLocal = 'choices' in source;
  const isTooShort = !isLocal && query.trim().length < source.minQueryLength;
  const wantsLoad = isOpen && !isLocal && !isTooShort;
  const load = useRef<(query: string) => Promise<ComboChoice[]>>(async () => none);
  if (!isLocal) load.current = source.load;

  useEffect(() => {
    if (!wantsLoad) return;
    let isStale = false;
    const wait = setTimeout(
      async () => {
        const found = await load.current(query);
        if (!isStale) setLoaded({ query, found });
      },
      query === '' ? 0 : typingPauseMs,
    );
    return () => {
      isStale = true;
      clearTimeout(wait);
    };
  }, [wantsLoad, query]);

  const local = isLocal ? source.choices : none;
  const fitting = useMemo(() => matching(local, query), [local, query]);
  const isLoaded = loaded?.query === query;
  return {
    found: isLocal ? fitting : wantsLoad && isLoaded ? loaded.found : none,
    isLoading: wantsLoad && !isLoaded,
    isTooShort,
  };
}

function matching(choices: ComboChoice[], query: string): ComboChoice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ label, description = '' }) => {
    const text = `${label} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
