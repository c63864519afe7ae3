import { SlackError } from '../errors.ts';
import type { Ground } from '../ground.ts';
import type { Person, UserGroup } from '../protocol.ts';
import type { Fields } from '../validation/rules.ts';
import { type Call, type Method, page } from './method.ts';

function emailOf({ workspace }: Ground, { handle, isStranger }: Person): string {
  return `${handle}@${isStranger ? 'other-company' : workspace.team.domain}.example`;
}

function userJson(ground: Ground, person: Person): Fields {
  const { id, teamId, handle, name, title, tz, isBot = false, isStranger = false } = person;
  const mayReadEmail = ground.scopes.has('users:read.email') && !isBot;
  return {
    id,
    team_id: teamId,
    name: handle,
    real_name: name,
    deleted: false,
    tz,
    is_bot: isBot,
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_stranger: isStranger,
    profile: {
      real_name: name,
      display_name: handle,
      title,
      ...(mayReadEmail ? { email: emailOf(ground, person) } : {}),
      ...(isBot ? { bot_id: ground.botId } : {}),
    },
  };
}

function info({ ground, args }: Call) {
  const person = ground.workspace.people.get(args.required('user'));
  if (!person) throw new SlackError('user_not_found');
  return { user: userJson(ground, person) };
}

function list({ ground, args }: Call) {
  const { items, cursor } = page([...ground.workspace.people.values()], args, 1000);
  return {
    members: items.map((person) => userJson(ground, person)),
    response_metadata: { next_cursor: cursor },
  };
}

function lookupByEmail({ ground, args }: Call) {
  const email = args.required('email').toLowerCase();
  const person = [...ground.workspace.people.values()].find(
    (known) => !known.isBot && emailOf(ground, known) === email,
  );
  if (!person) throw new SlackError('users_not_found');
  return { user: userJson(ground, person) };
}

function groupJson({ workspace }: Ground, { id, handle, name, members }: UserGroup): Fields {
  return {
    id,
    team_id: workspace.team.id,
    is_usergroup: true,
    name,
    handle,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: members.length,
  };
}

function groups({ ground, args }: Call) {
  return {
    usergroups: [...ground.workspace.groups.values()].map((group) => ({
      ...groupJson(ground, group),
      ...(args.flag('include_users') ? { users: group.members } : {}),
    })),
  };
}

function groupMembers({ ground, args }: Call) {
  const group = ground.workspace.groups.get(args.required('usergroup'));
  if (!group) throw new SlackError('no_such_subteam');
  return { users: group.members };
}

const read = ['users:read'];

export const peopleMethods: Method[] = [
  { name: 'users.info', scopes: read, tier: 4, run: info },
  { name: 'users.list', scopes: read, tier: 2, run: list },
  { name: 'users.lookupByEmail', scopes: ['users:read.email'], tier: 3, run: lookupByEmail },
  { name: 'usergroups.list', scopes: ['usergroups:read'], tier: 2, run: groups },
  { name: 'usergroups.users.list', scopes: ['usergroups:read'], tier: 2, run: groupMembers },
];
