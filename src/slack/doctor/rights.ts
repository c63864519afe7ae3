import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { describeRule } from '../../rights/describe.ts';
import type { Rights } from '../../rights/schema.ts';
import { type Finding, probe, type Said } from './finding.ts';

/** Channels and user groups of the rights file are really there, and the bot is where it has to post. */
export async function probeRights(client: WebClient, rights: Rights): Promise<Finding[]> {
  return (await Promise.all([probeGroups(client, rights), probeChannels(client, rights)])).flat();
}

function probeGroups(client: WebClient, rights: Rights): Promise<Finding[]> {
  return probe(
    {
      topic: 'Rights',
      says: 'Slack does not say which user groups there are',
      todo: 'Nobody has rights through a group until then; check that the app has usergroups:read.',
    },
    async () => {
      const named = groupsIn(rights);
      if (named.size === 0) return [{ outcome: 'ok', says: 'No user group is named' }];
      const { usergroups = [] } = await client.usergroups.list();
      const there = new Set(usergroups.flatMap(({ id = '', handle = '' }) => [id, handle]));
      const missing = [...named].filter(([group]) => !there.has(group));
      if (missing.length === 0)
        return [{ outcome: 'ok', says: `All ${named.size} user groups are there` }];
      return missing.map(([group, where]) => ({
        outcome: 'problem',
        says: `There is no user group ${group}, which ${where} names`,
        todo: 'Correct the handle in the rights file, or make the group in Slack.',
      }));
    },
  );
}

/** Group → where the file names it first. */
function groupsIn({ rules, approvals }: Rights): Map<string, string> {
  const named = new Map<string, string>();
  rules.forEach((rule, index) => {
    for (const group of rule.to.groups)
      if (!named.has(group)) named.set(group, `rule ${describeRule(rule, index)}`);
  });
  approvals.forEach(({ approvers }, index) => {
    for (const group of approvers?.groups ?? [])
      if (!named.has(group)) named.set(group, `approval policy ${index + 1}`);
  });
  return named;
}

interface NamedChannel {
  id: string;
  /** Cards are posted there. */
  posts: boolean;
  where: string;
}

function probeChannels(client: WebClient, rights: Rights): Promise<Finding[]> {
  return probe(
    {
      topic: 'Rights',
      says: 'Slack does not say which channels there are',
      todo: 'Check that the app has channels:read and groups:read.',
    },
    async () => {
      const named = channelsIn(rights);
      const findings = await Promise.all(named.map((channel) => judgeChannel(client, channel)));
      const wrong = findings.filter(({ outcome }) => outcome !== 'ok');
      const well = named.length - wrong.length;
      return [
        ...(well > 0
          ? [
              {
                outcome: 'ok' as const,
                says: `${well} of ${named.length} channels are as they should be`,
              },
            ]
          : []),
        ...wrong,
        ...(rights.channels.length === 0
          ? [
              {
                outcome: 'ok' as const,
                says: 'No channel is named for approvals: a card stays where the change was asked for',
                todo: 'Add "channels" to the rights file, so that approvers see it.',
              },
            ]
          : []),
      ];
    },
  );
}

function channelsIn({ rules, channels }: Rights): NamedChannel[] {
  const named = new Map<string, NamedChannel>();
  for (const { approvals: id } of channels) named.set(id, { id, posts: true, where: '"channels"' });
  rules.forEach((rule, index) => {
    for (const id of rule.to.channels)
      if (!named.has(id))
        named.set(id, { id, posts: false, where: `rule ${describeRule(rule, index)}` });
  });
  return [...named.values()];
}

async function judgeChannel(client: WebClient, { id, posts, where }: NamedChannel): Promise<Said> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    if (!posts || channel?.is_member || channel?.is_im) return { outcome: 'ok', says: id };
    return {
      outcome: 'problem',
      says: `The bot is no member of #${channel?.name ?? id}, where changes are put up for approval`,
      todo: 'Invite it there: /invite @drawbridge',
    };
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? String(error.data.error) : undefined;
    // A private channel without the bot looks like one that is not there.
    if (code === 'channel_not_found')
      return {
        outcome: posts ? 'problem' : 'unknown',
        says: `Slack shows no channel ${id}, which ${where} names: the id is wrong, or it is private and the bot is not in it`,
        todo: 'Check the id (View channel details, at the bottom), and invite the bot.',
      };
    if (code === 'missing_scope')
      return {
        outcome: 'unknown',
        says: `Whether channel ${id} is there could not be asked`,
        todo: 'Give the app channels:read and groups:read.',
      };
    throw error;
  }
}
