import type { Channel } from '../../slack/protocol.ts';
import { channelTitle, useWorkspace } from '../state/workspace.ts';
import { Composer } from './composer.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './message-list.tsx';

export function ThreadPanel({ channel, root }: { channel: Channel; root: string }) {
  const { state, openThread } = useWorkspace();
  const messages = (state.messages[channel.id] ?? []).filter(
    ({ ts, threadTs }) => ts === root || threadTs === root,
  );
  const replies = messages.length - 1;
  const title = channelTitle(state, channel.id);
  return (
    <aside className="pane pane--thread" aria-label="Thread">
      <header className="pane__header">
        <h2 className="pane__title">Thread</h2>
        <p className="pane__topic">
          {channel.kind === 'channel' ? '#' : ''}
          {title}
        </p>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the thread"
          onClick={() => openThread(undefined)}
        >
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        messages={messages}
        label="Messages in this thread"
        empty="This message is no longer there."
        inThread
        afterFirst={
          <div className="replies">
            {replies === 0 ? 'No replies yet' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`}
          </div>
        }
      />
      <Composer
        channel={channel.id}
        threadTs={root}
        placeholder={`Reply, or mention @${state.bot.handle}`}
      />
    </aside>
  );
}
