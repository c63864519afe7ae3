import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf as hashOfValue, planHash } from '../../src/remediation/plan-hash.ts';
import { aDocument, aLive, clusterId, planOf } from './live.ts';

const params = { operation: 'add' as const, ranges: ['198.51.100.7/32'] };
const hashOf = (document = aDocument(['203.0.113.0/24']), outbound = ['20.50.1.2']) =>
  planHash(clusterId, params, planOf(aLive(document, outbound), params));

describe("a plan's hash", () => {
  it('is the same for the same plan, made again from a cluster with another etag', () => {
    expect(hashOf({ ...aDocument(['203.0.113.0/24']), eTag: 'etag-2' })).toBe(hashOf());
  });

  it('is another when the list moved', () => {
    expect(hashOf(aDocument(['203.0.113.0/24', '192.0.2.1/32']))).not.toBe(hashOf());
  });

  it('is another when something moved that only the checks looked at', () => {
    expect(hashOf(undefined, ['20.50.1.3'])).not.toBe(hashOf());
  });

  it('is another for another cluster and for other parameters', () => {
    const plan = planOf(aLive(aDocument(['203.0.113.0/24'])), params);
    const hashes = [
      planHash(clusterId, params, plan),
      planHash(`${clusterId}2`, params, plan),
      planHash(clusterId, { ...params, for: '4h' }, plan),
    ];
    expect(new Set(hashes).size).toBe(3);
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        (value) => {
          const turned = Object.fromEntries(Object.entries(value).reverse());
          expect(hashOfValue(turned)).toBe(hashOfValue(value));
        },
      ),
    );
  });
});
