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
