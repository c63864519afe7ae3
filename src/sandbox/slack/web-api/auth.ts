import { SlackError } from '../errors.ts';
import type { Method } from './method.ts';

export const authMethods: Method[] = [
  {
    name: 'auth.test',
    scopes: [],
    tier: 'free',
    run({ ground: { workspace, botId, appId } }) {
      const { id, name, domain } = workspace.team;
      return {
        url: `https://${domain}.slack.com/`,
        team: name,
        user: workspace.bot.handle,
        team_id: id,
        user_id: workspace.bot.id,
        bot_id: botId,
        app_id: appId,
        is_enterprise_install: false,
      };
    },
  },
  {
    name: 'bots.info',
    scopes: ['users:read'],
    tier: 3,
    run({ ground: { workspace, botId, appId }, args }) {
      if ((args.text('bot') ?? botId) !== botId) throw new SlackError('bot_not_found');
      const { name, id } = workspace.bot;
      return { bot: { id: botId, app_id: appId, user_id: id, name, deleted: false } };
    },
  },
];
