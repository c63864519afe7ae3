import { describe, expect, it } from 'vitest';
import { comparePools } from '../../src/remediation/guard.ts';
import { aDocument, aLive } from './live.ts';

describe('the pools just before a write', () => {
  it('pass when they are what the cluster says', () => {
    expect(comparePools(aLive(aDocument([])))).toBeNull();
  });

  it('stop it when one has another etag than the cluster said', () => {
    const live = aLive(aDocument([]));
    live.pools[1].properties.eTag = 'pool-2b';
    expect(comparePools(live)).toMatchObject({
      code: 'pool-moved',
      message: expect.stringMatching(/work changed/),
    });
  });

  it('stop it when an autoscaler is at work: the cluster says 5 nodes and there are 8', () => {
    const live = aLive(aDocument([]));
    live.pools[1].properties.count = 8;
    const problem = comparePools(live);
    expect(problem).toMatchObject({ code: 'pool-scaling' });
    expect(problem?.message).toMatch(/work is being scaled: the cluster says 5, the pool itself 8/);
  });

  it('stop it when a count is missing on one side', () => {
    const live = aLive(aDocument([]));
    delete live.pools[0].properties.count;
    expect(comparePools(live)).toMatchObject({ code: 'pool-scaling' });
  });

  it('stop it while a pool is being added or removed', () => {
    const added = aLive(aDocument([]));
    added.pools.push({ name: 'new', properties: { count: 1, eTag: 'x' } });
    expect(comparePools(added)?.message).toMatch(/new is being added/);
    const removed = aLive(aDocument([]));
    removed.pools.pop();
    expect(comparePools(removed)?.message).toMatch(/work is being removed/);
  });
});
