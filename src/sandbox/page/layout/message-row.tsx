import { useMemo } from 'react';
import type { Message } from '../../slack/protocol.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { SurfaceProvider } from '../state/surface.tsx';
import { personById, useWorkspace } from '../state/workspace.ts';
import { clockTime, fullTime } from '../text/dates.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { Avatar } from './avatar.tsx';
import { Files } from './files.tsx';
import { Icon } from './icons.tsx';
import { ReplyBar } from './reply-bar.tsx';

interface MessageRowProps {
  message: Message;
  /** The message above is by the same person, so the name is not said again. */
  isCompact: boolean;
  inThread: boolean;
}

export function MessageRow({ message, isCompact, inThread }: MessageRowProps) {
  const { state, openThread } = useWorkspace();
  const { tz } = state.me;
  const author = personById(state, message.user);
  const container = useMemo(
    () => ({ type: 'message' as const, channel: message.channel, ts: message.ts }),
    [message.channel, message.ts],
  );

  if (message.system) return <SystemLine message={message} />;
  const name = author?.name ?? message.user;
  const isEphemeral = message.ephemeralTo !== undefined;
  const time = (
    <time
      className="message__time"
      title={fullTime(message.ts, tz)}
      dateTime={new Date(Number(message.ts) * 1000).toISOString()}
    >
      {clockTime(message.ts, tz)}
    </time>
  );

  return (
    <article
      className={`message ${isCompact ? 'message--compact' : ''} ${isEphemeral ? 'message--ephemeral' : ''}`}
      aria-label={`${name} at ${clockTime(message.ts, tz)}`}
      data-testid="message"
      data-ts={message.ts}
    >
      {isEphemeral && (
        <div className="message__private">
          <Icon name="eye" /> Only visible to you
        </div>
      )}
      <div className="message__side">
        {isCompact ? time : <Avatar person={author} size="large" />}
      </div>
      <div className="message__main">
        {!isCompact && (
          <div className="message__head">
            <span className="message__name">{name}</span>
            {author?.isBot && <span className="badge">APP</span>}
            {author?.isStranger && <span className="badge badge--stranger">EXTERNAL</span>}
            {time}
          </div>
        )}
        <div className="message__body">
          {message.blocks && message.blocks.length > 0 ? (
            <SurfaceProvider container={container} known={message.values}>
              <Blocks blocks={message.blocks} />
            </SurfaceProvider>
          ) : (
            <Mrkdwn text={message.text} />
          )}
          {message.edited && <span className="message__edited"> (edited)</span>}
        </div>
        {message.files && message.files.length > 0 && <Files files={message.files} />}
        {!inThread && (message.replyCount ?? 0) > 0 && <ReplyBar message={message} />}
      </div>
      {!inThread && !isEphemeral && (
        <div className="message__tools">
          <button
            type="button"
            className="icon-button"
            aria-label={`Reply in a thread to ${name}`}
            title="Reply in a thread"
            onClick={() => openThread(message.ts)}
          >
            <Icon name="reply" />
          </button>
        </div>
      )}
    </article>
  );
}

/** A line of Slack itself, not of a person or an app. */
function SystemLine({ message }: { message: Message }) {
  const { state } = useWorkspace();
  return (
    <div className="system-line" data-testid="system-line" data-ts={message.ts}>
      <Icon name="info" />
      <div>
        <Mrkdwn text={message.text} />
        {message.ephemeralTo && <span className="system-line__note"> Only visible to you</span>}
      </div>
      <time className="message__time">{clockTime(message.ts, state.me.tz)}</time>
    </div>
  );
}
