import { expect, test } from 'vitest';
import { deliveryKeys, isStranger, isTooFarAhead, personOf } from '../../src/slack/guard.ts';

const now = new Date('2026-11-23T12:00:00Z');
const seconds = now.getTime() / 1000;

test('rule 1: a timestamp more than a minute ahead is refused', () => {
  expect(isTooFarAhead(String(seconds + 61), now)).toBe(true);
  expect(isTooFarAhead(String(seconds + 60), now)).toBe(false);
  expect(isTooFarAhead(String(seconds - 100), now)).toBe(false);
  expect(isTooFarAhead(undefined, now)).toBe(false);
});

test('rule 2: every delivery has its own names', () => {
  expect(deliveryKeys({ trigger_id: 't' }, { envelopeId: 'e' })).toEqual([
    'envelope:e',
    'trigger:t',
  ]);
  expect(deliveryKeys({ event_id: 'E' }, { signature: 's' })).toEqual(['signature:s', 'event:E']);
  expect(deliveryKeys({}, {})).toEqual([]);
});

test('rule 3: the team is the person’s own, not the one that the payload was delivered for', () => {
  const away = {
    type: 'block_actions',
    team: { id: 'T1' },
    user: { id: 'U1', team_id: 'T2', username: 'kim' },
  };
  expect(personOf(away)).toEqual({ teamId: 'T2', userId: 'U1', name: 'kim' });
  expect(isStranger({ teamId: 'T2', userId: 'U1' }, ['T1'])).toBe(true);
  expect(personOf({ command: '/aks', team_id: 'T1', user_id: 'U1', user_name: 'ana' })).toEqual({
    teamId: 'T1',
    userId: 'U1',
    name: 'ana',
  });
  expect(personOf({ team_id: 'T1', event: { user: 'U1', user_team: 'T2' } })?.teamId).toBe('T2');
  expect(
    personOf({ team_id: 'T1', event: { user: 'U1', source_team: 'T2', team: 'T1' } })?.teamId,
  ).toBe('T2');
  expect(personOf({ team_id: 'T1', event: { type: 'tick' } })).toBeNull();
});

test('a payload that names no team belongs to nobody of ours', () => {
  expect(isStranger({ teamId: undefined as never, userId: 'U1' }, ['T1'])).toBe(true);
});
