/** Messages, views and people as Slack writes them in answers and payloads. */
import type { Ground } from './ground.ts';
import type { Person } from './protocol.ts';
import type { Fields } from './validation/rules.ts';
import type { StoredMessage, StoredView } from './workspace.ts';

export function userInPayload({ id, handle, teamId }: Person): Fields {
  return { id, username: handle, name: handle, team_id: teamId };
}

/** Fields that every interaction payload has. */
export function envelopeFields({ workspace, appId }: Ground): Fields {
  const { id, domain } = workspace.team;
  return {
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: appId,
    token: 'sandbox-verification-token',
  };
}

export function messageJson(ground: Ground, message: StoredMessage): Fields {
  const { workspace, appId, botId } = ground;
  const { ts, text, blocks, threadTs, user, edited, files, metadata, subtype, attachments } =
    message;
  const byBot = user === workspace.bot.id;
  const replies = (workspace.messages.get(message.channel) ?? []).filter(
    (other) => other.threadTs === ts && other.ts !== ts && !other.ephemeralTo,
  );
  return {
    type: 'message',
    ...(subtype ? { subtype } : {}),
    user,
    ts,
    text,
    team: workspace.people.get(user)?.teamId ?? workspace.team.id,
    ...(byBot ? { bot_id: botId, app_id: appId } : {}),
    ...(blocks ? { blocks } : {}),
    ...(attachments ? { attachments } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(edited ? { edited: { user, ts } } : {}),
    ...(files
      ? {
          files: files.map(({ id, name, mimetype, size, url }) => ({
            id,
            name,
            mimetype,
            size,
            url_private: url,
          })),
        }
      : {}),
    ...(metadata ? { metadata } : {}),
    ...(replies.length > 0
      ? {
          thread_ts: ts,
          reply_count: replies.length,
          latest_reply: replies.at(-1)?.ts,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
        }
      : {}),
  };
}

export function viewJson({ workspace, appId, botId }: Ground, view: StoredView): Fields {
  return {
    id: view.id,
    team_id: workspace.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId ?? '',
    external_id: view.externalId,
    state: { values: view.values },
    hash: view.hash,
    ...(view.type === 'modal'
      ? {
          title: view.titleObject,
          submit: view.submitObject ?? null,
          close: view.closeObject ?? null,
          notify_on_close: view.notifyOnClose,
          clear_on_close: view.clearOnClose,
        }
      : {}),
    previous_view_id: view.previousViewId ?? null,
    root_view_id: view.rootViewId,
    app_id: appId,
    app_installed_team_id: workspace.team.id,
    bot_id: botId,
  };
}
