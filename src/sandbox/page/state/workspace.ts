import { createContext, useContext } from 'react';
import type { Act, ActResult, WorkspaceState } from '../../slack/protocol.ts';

/** One act without the person: the page adds who is looking. */
export type Doing = Act extends infer Each ? (Each extends Act ? Omit<Each, 'as'> : never) : never;

export interface Workspace {
  state: WorkspaceState;
  /** Does it as the person who looks; a failure is shown as a toast, except for typed-in options. */
  act(doing: Doing): Promise<ActResult>;
  openChannel(id: string): void;
  openThread(ts: string | undefined): void;
  theme: 'light' | 'dark';
}

export const WorkspaceContext = createContext<Workspace | undefined>(undefined);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace needs a WorkspaceContext above it');
  return workspace;
}

export function personById(state: WorkspaceState, id: string) {
  if (id === state.bot.id) return state.bot;
  if (id === state.me.id) return state.me;
  return state.people.find((person) => person.id === id);
}

export function channelById(state: WorkspaceState, id: string) {
  return state.channels.find((channel) => channel.id === id);
}

/** A direct message is called by whoever else is in it. */
export function channelTitle(state: WorkspaceState, id: string): string {
  const channel = channelById(state, id);
  if (!channel) return id;
  if (channel.kind === 'channel') return channel.name;
  const other = channel.members.find((member) => member !== state.me.id) ?? state.bot.id;
  return personById(state, other)?.name ?? channel.name;
}
