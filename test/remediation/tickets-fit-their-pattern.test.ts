import { expect, test } from 'vitest';
import { aHouse } from './house.ts';

const ticketPattern = (pattern: string) => `
teams: [T0DRAWBRG]
rules:
  - allow: [read, propose]
    to: { groups: [aks-oncall] }
approvals:
  - clusters: all
    ticket: '${pattern}'
`;

async function propose(pattern: string, ticket: string) {
  const house = await aHouse();
  house.rights.text = ticketPattern(pattern);
  return house.changes.propose({
    action: 'authorized-ip-ranges',
    clusterId: house.idOf('aks-prod-weu'),
    params: house.add(),
    requester: { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' },
    ticket,
  });
}

test('a ticket on which the pattern would take for ever is refused, and nobody else waits', async () => {
  const outcome = await propose('(\\w+)+-\\d', `${'a'.repeat(60)}!`);
  expect(outcome).toMatchObject({
    kind: 'refused',
    fields: { ticket: expect.stringContaining('takes too long') },
  });
});

test('a ticket longer than the form takes is refused, quoted in part', async () => {
  const outcome = await propose('[A-Z]+', 'A'.repeat(30_000));
  expect(outcome).toMatchObject({
    kind: 'refused',
    fields: { ticket: expect.stringMatching(/^.{0,200}100 characters/) },
  });
});

test('a ticket has to fit as a whole', async () => {
  expect(await propose('OPS-\\d+', 'OPS-12')).toMatchObject({ kind: 'proposed' });
  expect(await propose('OPS-\\d+|CHG', 'OPS-12 and more')).toMatchObject({ kind: 'refused' });
});
