import { expect, test } from 'vitest';
import { ConfigError } from '../../../src/config/section.ts';
import { channelOf, loadOwners, noOwners, ownerOf } from '../../../src/posture/fleet/owners.ts';

test('a file without the section tells nobody apart', () => {
  for (const text of ['', 'posture: {}', 'owners: {}']) expect(loadOwners(text)).toEqual(noOwners);
  expect(ownerOf(noOwners, { tags: { team: 'storefront' } })).toBeNull();
});

test('the tag names the team, in whatever case, and a team may have a channel', () => {
  const owners = loadOwners('owners:\n  tag: Team\n  channels: { Storefront: C0STOREFR }\n');
  expect(ownerOf(owners, { tags: { TEAM: ' storefront ' } })).toBe('storefront');
  expect(ownerOf(owners, { tags: { TEAM: ' ' } })).toBeNull();
  expect(ownerOf(owners, { tags: { env: 'prod' } })).toBeNull();
  expect(channelOf(owners, 'storefront')).toBe('C0STOREFR');
  expect(channelOf(owners, 'payments')).toBeUndefined();
});

test.each([
  ['owners:\n  tag: ""', 'c.yaml:2:8: owners.tag is empty'],
  [
    'owners:\n  tag: team\n  channels:\n    shop: "#shop"',
    'c.yaml:4:11: owners.channels.shop "#shop" is not the id of a channel',
  ],
  [
    'owners:\n  channels: { shop: C0STOREFR }',
    'c.yaml:2:3: owners names channels, but not the tag',
  ],
  ['owners:\n  team: x', 'c.yaml:2:3: unknown key "team"; did you mean "tag"?'],
  ['owners: [', 'c.yaml:1:'],
  ['- owners', 'the file should hold sections such as "owners:"'],
])('%j is refused with its place', (text, problem) => {
  expect(() => loadOwners(text, { file: 'c.yaml' })).toThrow(ConfigError);
  expect(() => loadOwners(text, { file: 'c.yaml' })).toThrow(problem);
});
