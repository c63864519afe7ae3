import type { Message } from '../../slack/protocol.ts';
import { personById, useWorkspace } from '../state/workspace.ts';
import { ago } from '../text/dates.ts';
import { Avatar } from './avatar.tsx';

/** "2 replies", who wrote them and when the last came; opens the thread. */
export function ReplyBar({ message }: { message: Message }) {
  const { state, openThread } = useWorkspace();
  const count = message.replyCount ?? 0;
  const replies = (state.messages[message.channel] ?? []).filter(
    (each) => each.threadTs === message.ts && each.ts !== message.ts,
  );
  const authors = [...new Set(replies.map(({ user }) => user))].slice(0, 4);
  const last = replies.at(-1);
  return (
    <button type="button" className="reply-bar" onClick={() => openThread(message.ts)}>
      <span className="reply-bar__people">
        {authors.map((id) => (
          <Avatar key={id} person={personById(state, id)} size="small" />
        ))}
      </span>
      <span className="reply-bar__count">
        {count} {count === 1 ? 'reply' : 'replies'}
      </span>
      {last && <span className="reply-bar__last">Last reply {ago(last.ts, new Date())}</span>}
    </button>
  );
}
