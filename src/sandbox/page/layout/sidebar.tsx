import type { ReactNode } from 'react';
import type { Channel } from '../../slack/protocol.ts';
import { channelTitle, personById, useWorkspace } from '../state/workspace.ts';
import { Avatar } from './avatar.tsx';

interface SidebarProps {
  /** The id of what is open, or `home`. */
  open: string;
  unread: Record<string, number>;
  onPick: (id: string) => void;
}

export function Sidebar({ open, unread, onPick }: SidebarProps) {
  const { state } = useWorkspace();
  const channels = state.channels.filter(({ kind }) => kind === 'channel');
  const directs = state.channels.filter(({ kind }) => kind === 'im');
  const otherIn = (channel: Channel) =>
    personById(state, channel.members.find((id) => id !== state.me.id) ?? state.bot.id);

  const row = (id: string, icon: ReactNode, name: string, count = 0) => (
    <li key={id}>
      <button
        type="button"
        className={`side-row ${count > 0 ? 'side-row--unread' : ''}`}
        aria-current={id === open ? 'page' : undefined}
        onClick={() => onPick(id)}
      >
        <span className="side-row__icon" aria-hidden="true">
          {icon}
        </span>
        <span className="side-row__name">{name}</span>
        {count > 0 && (
          <span className="side-row__count">
            {count}
            <span className="sr-only"> unread</span>
          </span>
        )}
      </button>
    </li>
  );

  return (
    <nav className="sidebar" aria-label="Channels and messages">
      <h2 className="sidebar__heading">Channels</h2>
      <ul>{channels.map(({ id, name }) => row(id, '#', name, unread[id]))}</ul>
      <h2 className="sidebar__heading">Direct messages</h2>
      <ul>
        {directs.map((channel) =>
          row(
            channel.id,
            <Avatar person={otherIn(channel)} size="small" />,
            channelTitle(state, channel.id),
            unread[channel.id],
          ),
        )}
      </ul>
      <h2 className="sidebar__heading">Apps</h2>
      <ul>{row('home', <Avatar person={state.bot} size="small" />, `${state.bot.name} home`)}</ul>
    </nav>
  );
}
