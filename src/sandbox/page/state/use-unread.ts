import { useEffect, useState } from 'react';
import type { Message, WorkspaceState } from '../../slack/protocol.ts';
import { readStored, writeStored } from './stored.ts';

type ReadUpTo = Record<string, string>;

/** How many messages of others each channel holds that this person has not looked at. */
export function useUnread(state: WorkspaceState, open: string): Record<string, number> {
  const key = `read.${state.me.id}`;
  const [readUpTo, setReadUpTo] = useState<{ key: string; value: ReadUpTo }>({
    key: '',
    value: {},
  });
  const known = readUpTo.key === key ? readUpTo.value : readStored<ReadUpTo>(key, {});

  const newest = state.messages[open]?.at(-1)?.ts;
  useEffect(() => {
    const before = readStored<ReadUpTo>(key, {});
    if (newest === undefined || (before[open] ?? '') >= newest) {
      setReadUpTo({ key, value: before });
      return;
    }
    const value = { ...before, [open]: newest };
    writeStored(key, value);
    setReadUpTo({ key, value });
  }, [key, open, newest]);

  return Object.fromEntries(
    state.channels.map(({ id }) => [
      id,
      id === open ? 0 : countUnread(state.messages[id] ?? [], known[id] ?? '', state.me.id),
    ]),
  );
}

function countUnread(messages: Message[], readUpTo: string, me: string): number {
  return messages.filter((message) => message.ts > readUpTo && message.user !== me).length;
}
