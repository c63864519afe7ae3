/** Who somebody is: a Slack user of a Slack team. Names are for display alone and are chosen by people. */
export interface Person {
  teamId: string;
  userId: string;
  name?: string;
}

/**
 * Tells people apart. Without the team: somebody who is in several workspaces of an organisation
 * has one id in all of them, and must not be two people to whoever counts approvals.
 * https://docs.slack.dev/enterprise/
 */
export function personKey({ userId }: Person): string {
  return userId;
}

/** What was known of somebody's Slack user groups, and when it was read. */
export interface Membership {
  groups: { id: string; handle: string }[];
  readAt: string;
}

/** For everything that the program does by itself. */
export const drawbridgeItself: Person = { teamId: '-', userId: 'drawbridge', name: 'Drawbridge' };
