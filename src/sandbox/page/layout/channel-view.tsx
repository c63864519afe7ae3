import type { Channel } from '../../slack/protocol.ts';
import { channelTitle, useWorkspace } from '../state/workspace.ts';
import { withEmoji } from '../text/emoji.tsx';
import { Composer } from './composer.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './message-list.tsx';

export function ChannelView({ channel }: { channel: Channel }) {
  const { state } = useWorkspace();
  const title = channelTitle(state, channel.id);
  const isChannel = channel.kind === 'channel';
  const messages = (state.messages[channel.id] ?? []).filter(
    (message) =>
      message.threadTs === undefined || message.threadTs === message.ts || message.broadcast,
  );
  return (
    <main
      className="pane"
      id="main"
      tabIndex={-1}
      aria-label={isChannel ? `Channel ${title}` : `Messages with ${title}`}
    >
      <header className="pane__header">
        <h1 className="pane__title">
          {isChannel && <span aria-hidden="true"># </span>}
          {title}
        </h1>
        {channel.topic && <p className="pane__topic">{withEmoji(channel.topic)}</p>}
        {isChannel && (
          <span className="pane__members" title={`${channel.members.length} members`}>
            <Icon name="people" />
            {channel.members.length}
            <span className="sr-only"> members</span>
          </span>
        )}
      </header>
      <MessageList
        messages={messages}
        label={`Messages in ${title}`}
        empty={emptyWords(isChannel, title)}
      />
      <Composer
        key={channel.id}
        channel={channel.id}
        placeholder={`Message ${isChannel ? `#${title}` : title}, or type /`}
      />
    </main>
  );
}

function emptyWords(isChannel: boolean, title: string): string {
  return isChannel
    ? `This is the very beginning of #${title}. Type / to see what the bot can do.`
    : `This is the very beginning of your messages with ${title}.`;
}
