import { expect, test } from 'vitest';
import { type Access, explains, type Taken } from '../../src/forbidden/around/explains.ts';

const at = '2026-11-24T10:00:00Z';
const before = '2026-11-24T09:50:00.1234567Z';
const atOnce = '2026-11-24T10:00:02Z';
const after = '2026-11-24T10:05:00Z';
const later = '2026-11-24T10:20:00Z';
const viaShop =
  'RBAC: allowed by RoleBinding "ci/shop" of Role "deployer" to ServiceAccount "bot/ci"';
const viaAll = 'RBAC: allowed by ClusterRoleBinding "ci" of ClusterRole "edit" to User "bot"';
const assignment = '5b0c5e0e-3f63-4a55-8c5d-0a6b9d1f7c21';
const viaAzure = `Access allowed by Azure RBAC Role Assignment ${assignment.replaceAll('-', '')} of Role x to user y`;

const shop: Taken = { kind: 'binding', name: 'ci', namespace: 'shop', stillBinds: [] };
const everywhere: Taken = { kind: 'binding', name: 'ci', namespace: '', stillBinds: [] };

function access(change: Partial<Access>): Access {
  return {
    ...{ clusterId: 'c', actor: 'bot', actorId: '', groups: ['team'], verb: 'patch' },
    ...{ what: 'deployments', namespace: 'shop', lastAllowed: null, firstRefused: null },
    allowedBy: [],
    ...change,
  };
}
const worked = (change: Partial<Access> = {}) =>
  access({ lastAllowed: before, allowedBy: [viaShop], ...change });
const denied = (change: Partial<Access> = {}) => access({ firstRefused: after, ...change });
const both = (change: Partial<Access> = {}) => worked({ firstRefused: after, ...change });

test.each<[string, boolean, Taken | undefined, Access[]]>([
  ['the very call worked through the binding until then', true, shop, [both()]],
  [
    'another read of what was read',
    true,
    shop,
    [worked({ verb: 'watch' }), denied({ verb: 'list' })],
  ],
  ['another way to write', true, shop, [worked(), denied({ verb: 'update' })]],
  ['a read of what was only written to', false, shop, [worked(), denied({ verb: 'get' })]],
  [
    'a deletion of what was only made',
    false,
    shop,
    [worked({ verb: 'create' }), denied({ verb: 'delete' })],
  ],
  [
    'an exec that comes as get and as create',
    true,
    shop,
    [both({ what: 'pods/exec', verb: 'get' }), denied({ what: 'pods/exec', verb: 'create' })],
  ],
  [
    'a path that is no resource',
    false,
    everywhere,
    [both({ what: '', namespace: '', allowedBy: [viaAll] })],
  ],
  ['a write of what was only read', false, shop, [worked({ verb: 'get' }), denied()]],
  ['a thing that never worked', false, shop, [worked(), denied({ what: 'secrets', verb: 'get' })]],
  [
    'one refusal that is explained and one that is not',
    false,
    shop,
    [both(), denied({ what: 'secrets' })],
  ],
  [
    'another namespace than the binding reaches',
    false,
    shop,
    [worked({ namespace: 'web' }), denied({ namespace: 'web' })],
  ],
  ['refused before the change already', false, shop, [both({ firstRefused: before })]],
  [
    'still let through by it afterwards',
    false,
    shop,
    [both(), worked({ verb: 'get', lastAllowed: after })],
  ],
  [
    'let through for a moment more, until the servers know',
    true,
    shop,
    [both(), worked({ verb: 'get', lastAllowed: atOnce })],
  ],
  [
    'let through for some minutes more, until Azure knows',
    true,
    { kind: 'assignment', id: assignment, principalId: null },
    [both({ allowedBy: [viaAzure], lastAllowed: after })],
  ],
  [
    'let through by the assignment long after',
    false,
    { kind: 'assignment', id: assignment, principalId: null },
    [both({ allowedBy: [viaAzure], lastAllowed: later })],
  ],
  ['let through by another binding', false, shop, [both({ allowedBy: [viaAll] })]],
  ['a binding of the same name elsewhere', false, { ...shop, namespace: 'web' }, [both()]],
  ['a binding whose name begins alike', false, { ...shop, name: 'c' }, [both()]],
  ['nothing is known of what worked before', false, shop, [denied()]],
  ['the reason is not logged', false, shop, [both({ allowedBy: [] })]],
  ['a binding that still names the caller', false, { ...shop, stillBinds: ['bot'] }, [both()]],
  ['a binding that still names a group of his', false, { ...shop, stillBinds: ['team'] }, [both()]],
  ['a binding that names others now', true, { ...shop, stillBinds: ['other'] }, [both()]],
  ['a binding that was changed, nobody knows how', true, { ...shop, stillBinds: null }, [both()]],
  ['a binding of the whole cluster', true, everywhere, [both({ allowedBy: [viaAll] })]],
  [
    'a role that was changed',
    true,
    { kind: 'role', name: 'deployer', namespace: 'shop' },
    [both()],
  ],
  [
    'a role of that name in another namespace',
    false,
    { kind: 'role', name: 'deployer', namespace: 'web' },
    [both()],
  ],
  [
    'a cluster role',
    true,
    { kind: 'role', name: 'edit', namespace: '' },
    [both({ allowedBy: [viaAll] })],
  ],
  [
    'a cluster role of another name',
    false,
    { kind: 'role', name: 'view', namespace: '' },
    [both({ allowedBy: [viaAll] })],
  ],
  [
    'an assignment in Azure by its id',
    true,
    { kind: 'assignment', id: assignment, principalId: null },
    [both({ allowedBy: [viaAzure] })],
  ],
  [
    'another assignment in Azure',
    false,
    { kind: 'assignment', id: assignment.replace('5b', '6b'), principalId: 'bot' },
    [both({ allowedBy: [viaAzure] })],
  ],
  [
    'an assignment of his, where the reason names none',
    true,
    { kind: 'assignment', id: assignment, principalId: 'team' },
    [both({ allowedBy: ['Access allowed by Azure RBAC'] })],
  ],
  [
    'an assignment of somebody else, where the reason names none',
    false,
    { kind: 'assignment', id: assignment, principalId: 'x' },
    [both({ allowedBy: ['Access allowed by Azure RBAC'] })],
  ],
  ['a change that takes nothing from anybody', false, undefined, [both()]],
])('%s: %s', (_, expected, taken, accesses) => {
  const refused = accesses.filter(({ firstRefused }) => firstRefused !== null);
  expect(explains({ at, taken }, refused, accesses)).toBe(expected);
});

test('no refusal is explained by nothing', () => {
  expect(explains({ at, taken: shop }, [], [worked()])).toBe(false);
});
