import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { verifyWrite } from '../../src/remediation/guard.ts';
import { aDocument } from './live.ts';

const path = 'properties.apiServerAccessProfile.authorizedIPRanges';
const changes = [
  { path, before: ['203.0.113.0/24'], after: ['203.0.113.0/24', '198.51.100.7/32'] },
];

function verified(edit: (after: Json) => void, before = aDocument(['203.0.113.0/24'])) {
  const after: Json = structuredClone(before);
  after.properties.apiServerAccessProfile ??= {};
  after.properties.apiServerAccessProfile.authorizedIPRanges = changes.flatMap(
    (change) => change.after,
  );
  edit(after);
  const { missing, elsewhere } = verifyWrite(before, after, changes);
  return { missing, elsewhere: elsewhere.map((d) => d.path.join('.')) };
}

const fine = { missing: [], elsewhere: [] };

describe('verification', () => {
  it('passes when the planned path alone moved', () => {
    expect(verified(() => {})).toEqual(fine);
  });

  it('passes when Azure gives the list back in another order', () => {
    expect(
      verified((after) => after.properties.apiServerAccessProfile.authorizedIPRanges.reverse()),
    ).toEqual(fine);
  });

  it('fails when the planned value is not there', () => {
    const result = verified((after) =>
      after.properties.apiServerAccessProfile.authorizedIPRanges.pop(),
    );
    expect(result.missing).toEqual([path]);
  });

  it.each<[string, (after: Json) => void]>([
    [
      'etags',
      (after) => {
        after.eTag = 'new';
        after.properties.agentPoolProfiles[0].eTag = 'new';
      },
    ],
    [
      'the state of the operation',
      (after) => {
        after.properties.provisioningState = 'Updating';
      },
    ],
    [
      'timestamps',
      (after) => {
        after.systemData = { lastModifiedAt: '2026-11-23T10:00:00Z' };
      },
    ],
    ['the order of the pools', (after) => after.properties.agentPoolProfiles.reverse()],
    [
      'an autoscaled pool within its limits',
      (after) => {
        after.properties.agentPoolProfiles[1].count = 9;
      },
    ],
  ])('lets %s move by itself', (_what, edit) => {
    expect(verified(edit)).toEqual(fine);
  });

  it.each<[string, (after: Json) => void, string]>([
    [
      'a pool without autoscaler has fewer nodes',
      (after) => {
        after.properties.agentPoolProfiles[0].count = 2;
      },
      'properties.agentPoolProfiles.system.count',
    ],
    [
      'an autoscaled pool is below its minimum',
      (after) => {
        after.properties.agentPoolProfiles[1].count = 1;
      },
      'properties.agentPoolProfiles.work.count',
    ],
    [
      'a pool has another image',
      (after) => {
        after.properties.agentPoolProfiles[0].nodeImageVersion = 'old';
      },
      'properties.agentPoolProfiles.system.nodeImageVersion',
    ],
    [
      'a pool is gone',
      (after) => after.properties.agentPoolProfiles.pop(),
      'properties.agentPoolProfiles.work.name',
    ],
    [
      'a property that nobody knows was reset',
      (after) => {
        delete after.properties.previewThing;
      },
      'properties.previewThing.nested.deeper',
    ],
    [
      'a neighbour in the same profile was reset',
      (after) => {
        after.properties.apiServerAccessProfile.disableRunCommand = false;
      },
      'properties.apiServerAccessProfile.disableRunCommand',
    ],
    [
      'a tag moved',
      (after) => {
        after.tags.env = 'dev';
      },
      'tags.env',
    ],
  ])('fails when %s', (_what, edit, where) => {
    expect(verified(edit).elsewhere).toContain(where);
  });

  it('accepts switched-off defaults in a profile that the write itself created, nothing more', () => {
    const before = aDocument();
    const filled = verified((after) => {
      after.properties.apiServerAccessProfile.enablePrivateCluster = false;
    }, before);
    expect(filled).toEqual(fine);
    const more = verified((after) => {
      after.properties.apiServerAccessProfile.enablePrivateCluster = true;
    }, before);
    expect(more.elsewhere).toEqual(['properties.apiServerAccessProfile.enablePrivateCluster']);
  });
});
