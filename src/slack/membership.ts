import type { WebClient } from '@slack/web-api';
import type { Membership, Person } from '../rights/person.ts';

/** Slack did not say who is in which group, so nobody is taken to be in any. */
export class MembershipUnknown extends Error {
  constructor(cause: unknown) {
    super('Slack did not say which user groups you are in, so I cannot check your rights.', {
      cause,
    });
    this.name = 'MembershipUnknown';
  }
}

export interface MembershipReader {
  /**
   * The user groups of a person, at most a minute old, as evidence that can be stored.
   * @throws MembershipUnknown where Slack could not be asked: rights are refused then, never guessed.
   */
  of(person: Person): Promise<Membership>;
}

interface Groups {
  groups: { id: string; handle: string; users: Set<string> }[];
  readAt: Date;
}

/**
 * Both methods are of Slack's tier 2 (20 calls a minute), so all groups are read together and kept.
 * https://docs.slack.dev/reference/methods/usergroups.list
 */
export function createMembershipReader({
  client,
  clock,
  teams,
  ttlMs = 60_000,
}: {
  client: WebClient;
  clock(): Date;
  /** Our own teams; people of another one are in no group of ours. */
  teams: readonly string[];
  ttlMs?: number;
}): MembershipReader {
  let cached: Groups | undefined;
  let reading: Promise<Groups> | undefined;

  async function read(): Promise<Groups> {
    const readAt = clock();
    const { usergroups = [] } = await client.usergroups.list({ include_users: true });
    const groups = await Promise.all(
      usergroups.map(async ({ id = '', handle = '', users }) => ({
        id,
        handle,
        users: new Set(users ?? (await client.usergroups.users.list({ usergroup: id })).users),
      })),
    );
    cached = { groups, readAt };
    return cached;
  }

  async function fresh(): Promise<Groups> {
    if (cached && clock().getTime() - cached.readAt.getTime() < ttlMs) return cached;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return {
    async of(person) {
      try {
        const { groups, readAt } = await fresh();
        return {
          groups: groups
            .filter(({ users }) => teams.includes(person.teamId) && users.has(person.userId))
            .map(({ id, handle }) => ({ id, handle })),
          readAt: readAt.toISOString(),
        };
      } catch (error) {
        throw new MembershipUnknown(error);
      }
    },
  };
}
