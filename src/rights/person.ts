/** Who somebody is: a Slack user of a Slack team. Names are for display alone and are chosen by people. */
export interface Person {
  teamId: string;
  userId: string;
  name?: string;
}

export function personKey({ teamId, userId }: Person): string {
  return `${teamId}/${userId}`;
}

/** What was known of somebody's Slack user groups, and when it was read. */
export interface Membership {
  groups: { id: string; handle: string }[];
  readAt: string;
}

/** For everything that the program does by itself. */
export const drawbridgeItself: Person = { teamId: '-', userId: 'drawbridge', name: 'Drawbridge' };
