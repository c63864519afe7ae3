/** What people type: messages and slash commands. */
import type { Ground } from '../ground.ts';
import type { ActResult, Person } from '../protocol.ts';
import { isObject } from '../validation/rules.ts';
import { tellOfMessage } from './events.ts';

interface Typed {
  person: Person;
  channel: string;
  text: string;
  threadTs?: string;
}

/** Text as Slack sends it to apps: names become ids, and `& < >` are escaped. */
function asSlackWrites(ground: Ground, text: string): string {
  const { people, groups, channels } = ground.workspace;
  const named = new Map<string, string>([
    ...[...people.values()].map(({ id, handle }) => [`@${handle}`, `<@${id}>`] as const),
    ...[...groups.values()].map(({ id, handle }) => [`@${handle}`, `<!subteam^${id}>`] as const),
    ...[...channels.values()]
      .filter(({ kind }) => kind === 'channel')
      .map(({ id, name }) => [`#${name}`, `<#${id}|${name}>`] as const),
  ]);
  // What is already in Slack's own form stays: <@U…>, <#C…>, <!subteam^S…>.
  return text
    .split(/(<[@#!][A-Z0-9^|a-z._-]+>)/)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const escaped = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      return escaped.replace(/[@#][\w.-]*\w/g, (word) => named.get(word) ?? word);
    })
    .join('');
}

/** A line that Slack itself shows to one person. */
function slackSays(ground: Ground, { person, channel, threadTs }: Typed, text: string): void {
  ground.workspace.post({
    channel,
    user: 'USLACKBOT',
    text,
    system: true,
    ephemeralTo: person.id,
    ...(threadTs ? { threadTs } : {}),
  });
}

async function runCommand(ground: Ground, typed: Typed): Promise<ActResult> {
  const { workspace, triggers, responseUrls, delivery, appId } = ground;
  const { person, channel, text, threadTs } = typed;
  const [word = ''] = text.split(/\s/, 1);
  const command = workspace.commands.find((known) => known.command === word);
  if (!command) {
    slackSays(
      ground,
      typed,
      `${word} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands. If you are trying to send a message and not run a command, try preceding the "/" with an empty space.`,
    );
    return { ok: false, error: 'invalid_command' };
  }
  if (threadTs) {
    slackSays(ground, typed, `${word} is not supported in threads. Sorry!`);
    return { ok: false, error: 'not_supported_in_threads' };
  }
  const place = workspace.channels.get(channel);
  const origin = { userId: person.id, channel };
  const payload = {
    token: 'sandbox-verification-token',
    team_id: person.teamId,
    team_domain: person.isStranger ? 'other-company' : workspace.team.domain,
    channel_id: channel,
    channel_name: place?.kind === 'im' ? 'directmessage' : place?.name,
    user_id: person.id,
    user_name: person.handle,
    command: word,
    text: text.slice(word.length).trim(),
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: responseUrls.create(origin),
    trigger_id: triggers.create(person.id),
  };
  const outcome = await delivery.deliver({ kind: 'slash_commands', name: word, payload });
  if (!outcome.ok) {
    slackSays(ground, typed, `${word} failed with the error "${outcome.error}"`);
    return { ok: false, error: outcome.error };
  }
  const { response } = outcome;
  if (!isObject(response) || Object.keys(response).length === 0) return { ok: true };
  const error = responseUrls.show(origin, response);
  if (!error) return { ok: true };
  slackSays(ground, typed, `${word} failed with the error "invalid_command_response" (${error})`);
  return { ok: false, error: 'invalid_command_response' };
}

/** A person types something: a message, or a slash command. */
export async function say(ground: Ground, typed: Typed): Promise<ActResult> {
  const { workspace } = ground;
  const { person, channel, text, threadTs } = typed;
  const place = workspace.channels.get(channel);
  if (!place?.members.includes(person.id)) return { ok: false, error: 'not_in_channel' };
  if (threadTs && !workspace.find(channel, threadTs))
    return { ok: false, error: 'thread_not_found' };
  if (text.trim() === '') return { ok: false, error: 'no_text' };
  if (text.startsWith('/')) return runCommand(ground, typed);
  const message = workspace.post({
    channel,
    user: person.id,
    text: asSlackWrites(ground, text),
    ...(threadTs ? { threadTs } : {}),
  });
  tellOfMessage(ground, message, person);
  return { ok: true };
}
