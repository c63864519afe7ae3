import { useCallback, useEffect, useRef, useState } from 'react';
import type { WorkspaceState } from '../../slack/protocol.ts';
import { fetchState } from './api.ts';

export interface StateFeed {
  state?: WorkspaceState;
  /** Why nothing newer can be shown, in words; unset while all is well. */
  problem?: string;
  refresh(): void;
}

const retryAfterMs = 1_500;

/**
 * The workspace as `as` sees it, kept fresh by server-sent events. An event says only that there is
 * something new; many events during one fetch lead to one more fetch.
 */
export function useStateFeed(as: string): StateFeed {
  const [state, setState] = useState<WorkspaceState>();
  const [problem, setProblem] = useState<string>();
  const refreshNow = useRef(() => {});

  useEffect(() => {
    const stop = new AbortController();
    let fetching = false;
    let again = false;
    let retry: ReturnType<typeof setTimeout> | undefined;

    async function refresh() {
      if (fetching) {
        again = true;
        return;
      }
      fetching = true;
      clearTimeout(retry);
      try {
        const next = await fetchState(as, stop.signal);
        setState(next);
        setProblem(undefined);
      } catch (error) {
        if (stop.signal.aborted) return;
        setProblem(error instanceof Error ? error.message : String(error));
        retry = setTimeout(refresh, retryAfterMs);
      } finally {
        fetching = false;
      }
      if (again && !stop.signal.aborted) {
        again = false;
        await refresh();
      }
    }

    refreshNow.current = () => void refresh();
    void refresh();
    const stopListening = listen(() => void refresh());
    return () => {
      stop.abort();
      clearTimeout(retry);
      stopListening();
    };
  }, [as]);

  const refresh = useCallback(() => refreshNow.current(), []);
  // Until the new person's view has arrived, the old one's must not be shown as theirs.
  return { state: state?.me.id === as ? state : undefined, problem, refresh };
}

/** Calls back on every event and after every reconnection. Returns a function that stops it. */
function listen(onNews: () => void): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function connect() {
    source = new EventSource('/sandbox/events');
    source.onopen = onNews;
    source.onmessage = onNews;
    source.onerror = () => {
      // The browser reconnects by itself, except after an answer that is no event stream.
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(connect, retryAfterMs);
    };
  }

  connect();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}
