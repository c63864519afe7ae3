/** The workspace as one person sees it, for the page and the tests. */
import type { Message, Person, View, WorkspaceState } from './protocol.ts';
import { openModals } from './views.ts';
import type { StoredMessage, StoredView, Workspace } from './workspace.ts';

export function shownView(view: StoredView): View {
  const { id, type, callbackId, title, submit, close, blocks, errors, hash, values } = view;
  return { id, type, callbackId, title, submit, close, blocks, errors, hash, values };
}

function shownMessage(message: StoredMessage, replyCount: number): Message {
  const { ts, channel, threadTs, user, text, blocks } = message;
  const { ephemeralTo, system, edited, files, values, broadcast } = message;
  const content = { ts, channel, threadTs, user, text, blocks, ephemeralTo, system, edited };
  return { ...content, broadcast, files, values, ...(replyCount > 0 ? { replyCount } : {}) };
}

/** How many replies each thread has that everybody sees. */
function countReplies(messages: readonly StoredMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { threadTs, ts, ephemeralTo } of messages)
    if (threadTs && threadTs !== ts && !ephemeralTo)
      counts.set(threadTs, (counts.get(threadTs) ?? 0) + 1);
  return counts;
}

/** The messages of a channel that a person sees; without a person, those that everybody sees. */
export function visibleMessages(
  workspace: Workspace,
  channelId: string,
  personId?: string,
): Message[] {
  const inChannel = workspace.messages.get(channelId) ?? [];
  const replies = countReplies(inChannel);
  return inChannel
    .filter(({ ephemeralTo }) => !ephemeralTo || ephemeralTo === personId)
    .map((message) => shownMessage(message, replies.get(message.ts) ?? 0));
}

export function homeOf(workspace: Workspace, personId: string): View | undefined {
  const view = workspace.views.get(workspace.homes.get(personId) ?? '');
  return view && shownView(view);
}

export function stateFor(workspace: Workspace, me: Person): WorkspaceState {
  const channels = [...workspace.channels.values()]
    .filter(({ members }) => members.includes(me.id))
    .sort((a, b) => Number(a.kind === 'im') - Number(b.kind === 'im'));
  const { id, name } = workspace.team;
  return {
    version: workspace.version(),
    team: { id, name },
    me,
    bot: workspace.bot,
    people: [...workspace.people.values()],
    channels,
    groups: [...workspace.groups.values()],
    messages: Object.fromEntries(
      channels.map((channel) => [channel.id, visibleMessages(workspace, channel.id, me.id)]),
    ),
    home: homeOf(workspace, me.id),
    modals: openModals({ workspace }, me.id).map(shownView),
    commands: workspace.commands,
  };
}
