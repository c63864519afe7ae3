import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../slack/protocol.ts';
import { personById, useWorkspace } from '../state/workspace.ts';
import { fullTime } from '../text/dates.ts';

/**
 * Tells those who listen that somebody else has written. Not what: a whole report read out at once
 * helps nobody, and the message itself is a step away.
 */
export function Announcement({ newest }: { newest?: Message }) {
  const { state } = useWorkspace();
  const [words, setWords] = useState('');
  // What was there when the list was opened is not news.
  const known = useRef(newest?.ts ?? '');

  useEffect(() => {
    if (!newest || newest.ts <= known.current) return;
    known.current = newest.ts;
    if (newest.user === state.me.id) return;
    const name = personById(state, newest.user)?.name ?? 'Slack';
    // With its time, since the same words twice would be said once.
    setWords(`New message from ${name}, ${fullTime(newest.ts, state.me.tz)}`);
  }, [newest, state]);

  return (
    <div className="sr-only" role="status">
      {words}
    </div>
  );
}
