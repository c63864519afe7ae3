import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';
import { createMembershipReader, MembershipUnknown } from '../../src/slack/membership.ts';

let slack: SlackStandIn;
let now = new Date('2026-11-23T12:00:00Z');
beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [] });
});
afterAll(() => slack?.close());

function reader() {
  const client = new WebClient(slack.tokens.bot, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  });
  return createMembershipReader({ client, clock: () => now, teams: ['T0DRAWBRG'] });
}
const wei = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00' };

test('groups come with the time at which they were read', async () => {
  const { groups, readAt } = await reader().of(wei);
  expect(groups.map(({ handle }) => handle).sort()).toEqual(['aks-approvers', 'aks-oncall']);
  expect(readAt).toBe('2026-11-23T12:00:00.000Z');
});

test('an answer is kept for a minute, and no longer', async () => {
  const membership = reader();
  await membership.of(wei);
  const group = slack.workspace.groups.get('S0APPROV');
  if (!group) throw new Error('no such group');
  group.members = group.members.filter((id) => id !== wei.userId);
  now = new Date(now.getTime() + 59_000);
  expect((await membership.of(wei)).groups).toHaveLength(2);
  now = new Date(now.getTime() + 2_000);
  expect((await membership.of(wei)).groups.map(({ handle }) => handle)).toEqual(['aks-oncall']);
});

test('an id of another team is in no group of ours', async () => {
  expect((await reader().of({ ...wei, teamId: 'T0OTHERCO' })).groups).toEqual([]);
});

test('no answer is no membership: the rights are refused, never guessed', async () => {
  slack.driver.faults.add({ method: 'usergroups.list', kind: 'server-error' });
  const membership = reader();
  await expect(membership.of(wei)).rejects.toBeInstanceOf(MembershipUnknown);
  expect((await membership.of(wei)).groups.length).toBeGreaterThan(0);
});

test('an old answer is not used when Slack cannot be asked again', async () => {
  const membership = reader();
  await membership.of(wei);
  now = new Date(now.getTime() + 61_000);
  slack.driver.faults.add({ method: 'usergroups.list', kind: 'dropped' });
  await expect(membership.of(wei)).rejects.toBeInstanceOf(MembershipUnknown);
});
