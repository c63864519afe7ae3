import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coveredBy,
  covers,
  hasHostBits,
  keyOf,
  networkOf,
  parseRange,
  readEntry,
  showRange,
} from '../../src/remediation/actions/authorized-ip-ranges/ranges.ts';
import { whyNotAdded } from '../../src/remediation/actions/authorized-ip-ranges/requested.ts';

describe('a range that somebody types', () => {
  it.each([
    '203.0.113.7/32',
    '203.0.113.7',
    '203.0.113.0/24',
    '20.50.0.0/16',
    ' 203.0.113.7/32 ',
    '0.0.0.0/32',
  ])('%s may be added', (word) => expect(whyNotAdded(word, 16)).toBeUndefined());

  it.each([
    ['0.0.0.0/0', /"0.0.0.0\/0" is the whole Internet/],
    ['10.0.0.0/8', /RFC 1918/],
    ['172.16.0.0/12', /RFC 1918/],
    ['20.0.0.0/8', /"20.0.0.0\/8" is too wide: 16,777,216 addresses.*such as 20.0.0.0\/16/],
    [
      '10.1.0.0/16',
      /"10.1.0.0\/16" does not come over the Internet: 10.0.0.0\/8 is a private network \(RFC 1918\)/,
    ],
    ['172.20.0.0/24', /RFC 1918/],
    ['192.168.1.1', /RFC 1918/],
    ['100.64.3.0/24', /carrier-grade NAT/],
    ['127.0.0.1', /loopback/],
    ['169.254.169.254/32', /link-local/],
    ['224.0.0.0/16', /multicast/],
    ['255.255.255.255', /reserved/],
    ['0.1.2.3', /this network/],
    ['2001:db8::/32', /is IPv6: AKS authorizes IPv4 ranges only/],
    ['::1', /is IPv6/],
    ['AzureCloud', /Service tags are not added from here/],
    ['203.0.113.7/33', /"203.0.113.7\/33" is not an IPv4 range/],
    ['203.0.113', /is not an IPv4 range/],
    ['010.1.1.1', /is not an IPv4 range/],
    ['203.0.113.0/24/7', /is not an IPv4 range/],
    ['my laptop', /"my laptop" is not an IPv4 range/],
  ])('%s is refused: %s', (word, reason) => expect(whyNotAdded(word, 16)).toMatch(reason));

  it('with host bits set is refused, and both things that it may mean are offered', () => {
    expect(whyNotAdded('203.0.113.7/24', 16)).toMatch(
      /"203.0.113.7\/24" has host bits set.*Did you mean 203.0.113.0\/24 \(256 addresses\) or 203.0.113.7\/32/,
    );
  });

  it('is measured against the setting', () => {
    expect(whyNotAdded('203.0.113.0/24', 28)).toMatch(/widest allowed here is a \/28/);
    expect(whyNotAdded('20.0.0.0/8', 8)).toBeUndefined();
  });

  it('never overlaps a network that is not public, however wide the setting', () => {
    expect(whyNotAdded('8.0.0.0/6', 1)).toMatch(/10.0.0.0\/8/);
  });
});

describe('an entry of a list', () => {
  it.each([
    ['203.0.113.0/24', 'range'],
    ['203.0.113.7', 'range'],
    ['0.0.0.0/32', 'own-outbound'],
    ['AzureCloud', 'service-tag'],
    ['AzureDevOps.WestEurope', 'service-tag'],
    ['', 'unreadable'],
    ['203.0.113.0/x', 'unreadable'],
    ['2001:db8::/32', 'unreadable'],
  ])('%s is understood as %s', (text, kind) => expect(readEntry(text).kind).toBe(kind));

  it('is never thrown at, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readEntry(text).text).toBe(text);
        expect(typeof keyOf(text)).toBe('string');
      }),
    );
  });

  it('covers what lies inside it', () => {
    const cidr = fc
      .tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }))
      .map(([ip, n]) => `${ip}/${n}`);
    fc.assert(
      fc.property(cidr, fc.nat({ max: 31 }), (text, shorter) => {
        const range = parseRange(text);
        if (!range) throw new Error(text);
        const network = networkOf(range);
        expect(hasHostBits(network)).toBe(false);
        const wider = networkOf({ ...network, prefix: Math.min(shorter, network.prefix) });
        expect(covers(wider, network)).toBe(true);
        expect(covers(network, wider)).toBe(network.prefix === wider.prefix);
        expect(coveredBy([showRange(wider)], showRange(network))).toBe(showRange(wider));
      }),
    );
  });
});
