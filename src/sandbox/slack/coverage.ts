/** What the stand-in does of Slack, and what it does not. Rendered into the docs; a test holds it to the truth. */

export interface Coverage {
  kind: 'method' | 'event' | 'interaction' | 'transport' | 'limit';
  name: string;
  supported: 'full' | 'partly' | 'no';
  note: string;
}

type Row = [name: string, supported: Coverage['supported'], note: string];

function rows(kind: Coverage['kind'], entries: Row[]): Coverage[] {
  return entries.map(([name, supported, note]) => ({ kind, name, supported, note }));
}

const methods = rows('method', [
  ['apps.connections.open', 'full', 'Tickets work once, for 30 seconds.'],
  ['auth.test', 'full', ''],
  ['blocks.validate', 'partly', 'Our own rules; the codes of its problems are ours.'],
  ['bots.info', 'partly', 'Knows the one bot.'],
  ['chat.delete', 'partly', 'A deleted parent leaves no tombstone above its replies.'],
  ['chat.getPermalink', 'full', 'The address leads to the sandbox page.'],
  ['chat.postEphemeral', 'full', ''],
  [
    'chat.postMessage',
    'partly',
    'No unfurling, no link_names, no attachments on screen; a thread that does not exist is refused.',
  ],
  ['chat.scheduleMessage', 'no', ''],
  ['chat.startStream', 'no', 'Streaming is made for assistants.'],
  ['chat.unfurl', 'no', ''],
  ['chat.update', 'full', 'Text without blocks takes the blocks away.'],
  ['conversations.history', 'partly', 'No file comments, no reactions.'],
  ['conversations.info', 'full', ''],
  ['conversations.join', 'full', ''],
  [
    'conversations.list',
    'partly',
    'Public channels and direct messages; there are no private channels.',
  ],
  ['conversations.members', 'full', ''],
  ['conversations.open', 'partly', 'Direct messages with one person.'],
  ['conversations.replies', 'full', ''],
  ['files.completeUploadExternal', 'full', ''],
  ['files.getUploadURLExternal', 'full', ''],
  ['files.info', 'no', ''],
  ['pins.add', 'no', ''],
  ['reactions.add', 'no', ''],
  ['usergroups.list', 'full', ''],
  ['usergroups.users.list', 'full', ''],
  ['users.info', 'full', ''],
  ['users.list', 'full', ''],
  ['users.lookupByEmail', 'full', ''],
  ['users.profile.get', 'no', ''],
  ['views.open', 'full', 'Over an open modal it begins a new stack.'],
  ['views.publish', 'full', ''],
  ['views.push', 'full', ''],
  ['views.update', 'full', 'What people filled in stays, where block and action ids are the same.'],
]);

const events = rows('event', [
  ['app_home_opened', 'full', 'Home tab alone.'],
  ['app_mention', 'full', 'Where the bot is a member, with its scope.'],
  ['member_joined_channel', 'no', ''],
  ['message', 'partly', 'Direct messages with the bot (message.im) alone.'],
  ['reaction_added', 'no', ''],
  ['url_verification', 'no', ''],
]);

const interactions = rows('interaction', [
  ['block_actions', 'full', 'From messages, modals and home tabs.'],
  ['block_suggestion', 'full', ''],
  ['message_action', 'no', ''],
  ['shortcut', 'no', ''],
  [
    'slash command',
    'partly',
    'The text arrives unescaped; strangers may type commands too, which Slack may refuse, so that the app has to.',
  ],
  ['view_closed', 'full', 'With notify_on_close.'],
  ['view_submission', 'partly', 'All response actions; response_urls is always empty.'],
]);

const transports = rows('transport', [
  [
    'Socket Mode',
    'full',
    'Up to ten connections, each payload to one of them in turn; connections are recycled on request.',
  ],
  ['HTTP with signatures', 'full', 'Events are tried again, up to three times.'],
  ['OAuth', 'no', 'The app is installed from the start.'],
]);

const limits = rows('limit', [
  ['acknowledgement within 3 s', 'full', 'Late ones are recorded.'],
  ['trigger_id', 'full', '3 s, once.'],
  [
    'response_url',
    'full',
    'Five posts in 30 minutes. After a command, replace_original has nothing to replace and posts.',
  ],
  ['Block Kit', 'full', 'Every block, element and total size; see validate-blocks.ts.'],
  [
    'rate limits',
    'partly',
    'Off unless asked for; the limit over the whole workspace is left out.',
  ],
  ['scopes and tokens', 'full', ''],
]);

export const coverage: readonly Coverage[] = [
  ...methods,
  ...events,
  ...interactions,
  ...transports,
  ...limits,
];
