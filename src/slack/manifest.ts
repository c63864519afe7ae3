/** The Slack app's manifest, made from what is registered. https://docs.slack.dev/reference/app-manifest */
import { commands } from './commands/index.generated.ts';
import { scopes } from './scopes.ts';

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
