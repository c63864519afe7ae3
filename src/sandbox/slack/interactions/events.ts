/** The Events API: what happens in the workspace, told to the app. https://docs.slack.dev/apis/events-api */
import type { Ground } from '../ground.ts';
import { viewJson } from '../payloads.ts';
import type { Person } from '../protocol.ts';
import type { Fields } from '../validation/rules.ts';
import type { StoredMessage } from '../workspace.ts';

/** The scope without which Slack sends an event to nobody. */
const scopeOf: Record<string, string | undefined> = {
  app_mention: 'app_mentions:read',
  message: 'im:history',
};

function isShared(ground: Ground, channelId: string): boolean {
  const members = ground.workspace.channels.get(channelId)?.members ?? [];
  return members.some((id) => ground.workspace.people.get(id)?.isStranger);
}

/** Sends an event without waiting for its acknowledgement. */
function send(ground: Ground, event: Fields & { type: string }, channelId: string): void {
  const { workspace, appId, clock, scopes, delivery } = ground;
  const scope = scopeOf[event.type];
  if (scope && !scopes.has(scope)) return;
  const { id: teamId } = workspace.team;
  const payload = {
    token: 'sandbox-verification-token',
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: workspace.newId('Ev0'),
    event_time: Math.floor(clock() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: isShared(ground, channelId),
    event_context: `4-${workspace.newId('')}`,
  };
  void delivery.event({ kind: 'events_api', name: event.type, payload });
}

/** Tells the app of a person's message, if it is for the app: a mention, or a direct message. */
export function tellOfMessage(ground: Ground, message: StoredMessage, author: Person): void {
  const { workspace } = ground;
  const channel = workspace.channels.get(message.channel);
  if (!channel?.members.includes(workspace.bot.id)) return;
  const { ts, text, threadTs, user } = message;
  const common = {
    user,
    text,
    ts,
    event_ts: ts,
    channel: message.channel,
    client_msg_id: workspace.newId('m'),
    team: author.teamId,
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(author.isStranger ? { user_team: author.teamId, source_team: author.teamId } : {}),
  };
  if (channel.kind === 'im')
    send(ground, { type: 'message', channel_type: 'im', ...common }, message.channel);
  else if (text.includes(`<@${workspace.bot.id}>`))
    send(ground, { type: 'app_mention', ...common }, message.channel);
}

/** Tells the app that a person looks at its home tab. */
export function tellOfHome(ground: Ground, person: Person): void {
  const { workspace } = ground;
  const view = workspace.views.get(workspace.homes.get(person.id) ?? '');
  const channel = workspace.directMessage(person.id).id;
  send(
    ground,
    {
      type: 'app_home_opened',
      user: person.id,
      channel,
      tab: 'home',
      event_ts: workspace.nextTs(),
      ...(view ? { view: viewJson(ground, view) } : {}),
    },
    channel,
  );
}
