import type { ReactNode } from 'react';
import { Fragment } from 'react';
import type { Message } from '../../slack/protocol.ts';
import { useWorkspace } from '../state/workspace.ts';
import { dayTitle, isSameDay } from '../text/dates.ts';
import { Announcement } from './announcement.tsx';
import { Icon } from './icons.tsx';
import { MessageRow } from './message-row.tsx';
import { useStickToBottom } from './use-stick-to-bottom.ts';

/** Messages of one person in a row need their name once, unless minutes lie between them. */
const sameBreathSeconds = 300;

interface MessageListProps {
  messages: Message[];
  label: string;
  empty?: string;
  inThread?: boolean;
  /** Stands after the first message: how many replies a thread has. */
  afterFirst?: ReactNode;
}

export function MessageList({
  messages,
  label,
  empty,
  inThread = false,
  afterFirst,
}: MessageListProps) {
  const { state } = useWorkspace();
  const { tz } = state.me;
  const { box, content, hasMore, toBottom } = useStickToBottom(messages.at(-1)?.ts);
  return (
    <div className="message-list">
      <div
        className="message-list__scroll"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, with the keyboard too
        tabIndex={0}
        role="log"
        aria-label={label}
        // Reports are long, and change while they are made; the line below says that they are there.
        aria-live="off"
      >
        <div ref={content}>
          {messages.length === 0 && <p className="message-list__empty">{empty}</p>}
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const startsDay = !inThread && (!before || !isSameDay(before.ts, message.ts, tz));
            return (
              <Fragment key={message.ts}>
                {startsDay && (
                  <div className="day">
                    <span className="day__title">{dayTitle(message.ts, tz, new Date())}</span>
                  </div>
                )}
                <MessageRow
                  message={message}
                  isCompact={!startsDay && isSameBreath(before, message)}
                  inThread={inThread}
                />
                {index === 0 && afterFirst}
              </Fragment>
            );
          })}
        </div>
      </div>
      <Announcement newest={messages.at(-1)} />
      {hasMore && (
        <button type="button" className="message-list__more" onClick={toBottom}>
          <Icon name="arrowDown" /> New messages
        </button>
      )}
    </div>
  );
}

function isSameBreath(before: Message | undefined, message: Message): boolean {
  if (!before || before.user !== message.user || before.system || message.system) return false;
  // A card stands for itself, with its own name and time.
  if (message.blocks || message.files) return false;
  if (before.ephemeralTo || message.ephemeralTo || before.replyCount) return false;
  return Number(message.ts) - Number(before.ts) < sameBreathSeconds;
}
