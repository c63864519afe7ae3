/** The Slack app's manifest, made from what is registered. https://docs.slack.dev/reference/app-manifest */
import { commands } from './commands/index.generated.ts';

/** Each permission of the bot, and what it is for; nothing else is asked. */
export const scopes = {
  commands: 'the slash command',
  'app_mentions:read': 'the same words after a mention, which is how they work in threads',
  'chat:write': 'answers, reports and cards in channels that the bot was invited to',
  'im:write': 'answers to one person where the bot is not in the channel',
  'im:history': 'the same words in a direct message to the bot',
  'usergroups:read': 'rights of user groups: who is on call, who approves',
  'channels:read': 'telling in `doctor` whether the bot is in the channels that the rights name',
  'groups:read': 'the same for private channels',
  'files:write': 'whole reports as files, where they do not fit into a message',
} as const;

export interface SlashCommand {
  command: string;
  description: string;
  usageHint: string;
}

/** What Slack's picker shows while somebody types. */
export function slackCommands(slashCommand: string): SlashCommand[] {
  const words = commands.map(({ name }) => name).filter((name) => name !== 'help');
  return [
    {
      command: slashCommand,
      description: 'Security of your AKS clusters: look, change, approve',
      usageHint: `help | ${words.join(' | ')}`.slice(0, 1000),
    },
  ];
}

export type ManifestOptions = { slashCommand: string } & (
  | { mode: 'socket' }
  /** HTTP mode: the public address, without a path. */
  | { mode: 'http'; publicUrl: string }
);

export function manifest({ slashCommand, ...connection }: ManifestOptions) {
  const requests =
    connection.mode === 'http'
      ? `${connection.publicUrl.replace(/\/+$/, '')}/slack/events`
      : undefined;
  const requestUrl = requests ? { request_url: requests } : {};
  return {
    display_information: {
      name: 'Drawbridge',
      description: 'Watches a fleet of AKS clusters, and changes them with a second pair of eyes.',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'drawbridge', always_online: true },
      slash_commands: slackCommands(slashCommand).map(({ command, description, usageHint }) => ({
        command,
        description,
        usage_hint: usageHint,
        should_escape: false,
        ...(requests && { url: requests }),
      })),
    },
    oauth_config: { scopes: { bot: Object.keys(scopes) } },
    settings: {
      event_subscriptions: {
        ...requestUrl,
        bot_events: ['app_home_opened', 'app_mention', 'message.im'],
      },
      interactivity: {
        is_enabled: true,
        ...requestUrl,
        ...(requests && { message_menu_options_url: requests }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: connection.mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}
