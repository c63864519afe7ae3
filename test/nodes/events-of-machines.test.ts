import { expect, test } from 'vitest';
import { standingEvents, withoutRepeats } from '../../src/nodes/scheduled-events.ts';

const now = new Date('2026-11-24T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

const row = (Reason: string, hours: number) => ({
  ...{ Node: 'a', Reason, FirstSeen: ago(hours + 1), LastSeen: ago(hours), Message: '' },
});

function aNode({ born = 1000, denied = null as number | null } = {}) {
  const condition = { type: 'VMEventScheduled', status: 'False' };
  return {
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: { name: 'a', creationTimestamp: ago(born) },
    status: {
      conditions: denied === null ? [] : [{ ...condition, lastTransitionTime: ago(denied) }],
    },
  };
}

const types = (rows: ReturnType<typeof row>[], node?: ReturnType<typeof aNode>) =>
  standingEvents(rows, node, now).map(({ type }) => type);

test.each([
  ['an hour ago', row('RebootScheduled', 1), aNode(), ['RebootScheduled']],
  ['of a node that was not read', row('PreemptScheduled', 1), undefined, ['PreemptScheduled']],
  ['a day and an hour ago', row('FreezeScheduled', 25), aNode(), []],
  ['of the machine before this one', row('RedeployScheduled', 3), aNode({ born: 2 }), []],
  ['denied by the node since', row('RebootScheduled', 3), aNode({ denied: 2 }), []],
  [
    'denied by the node before',
    row('RebootScheduled', 3),
    aNode({ denied: 700 }),
    ['RebootScheduled'],
  ],
])('%s', (_what, event, node, expected) => {
  expect(types([event], node)).toEqual(expected);
});

test('the mere word that something is scheduled is said once, and not beside what it is', () => {
  const trouble = (type: string) => ({ type, since: null, message: '' });
  const plain = trouble('VMEventScheduled');
  expect(withoutRepeats([plain, { ...plain, seenAt: ago(1) }])).toEqual([plain]);
  const others = [trouble('FreezeScheduled'), trouble('KernelDeadlock')];
  expect(withoutRepeats([plain, ...others])).toEqual(others);
});
