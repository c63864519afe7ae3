import { channelById, personById, useWorkspace } from '../state/workspace.ts';

export function UserMention({ id, label }: { id: string; label?: string }) {
  const { state } = useWorkspace();
  const name = personById(state, id)?.name ?? label ?? id;
  const isMe = id === state.me.id;
  return <span className={isMe ? 'mention mention--me' : 'mention'}>@{name}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string }) {
  const { state, openChannel } = useWorkspace();
  const channel = channelById(state, id);
  if (!channel) return <span className="mention">#{label ?? id}</span>;
  return (
    <button type="button" className="mention mention--link" onClick={() => openChannel(id)}>
      #{channel.name}
    </button>
  );
}

export function GroupMention({ id, label }: { id: string; label?: string }) {
  const { state } = useWorkspace();
  const group = state.groups.find((each) => each.id === id);
  const isMe = group?.members.includes(state.me.id) === true;
  const handle = group?.handle ?? label?.replace(/^@/, '') ?? id;
  return <span className={isMe ? 'mention mention--me' : 'mention'}>@{handle}</span>;
}

export function Broadcast({ range }: { range: string }) {
  return <span className="mention mention--me">@{range}</span>;
}
