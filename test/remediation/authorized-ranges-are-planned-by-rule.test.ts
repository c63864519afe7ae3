import { describe, expect, it } from 'vitest';
import type { Params } from '../../src/remediation/actions/authorized-ip-ranges/params.ts';
import { planRanges } from '../../src/remediation/actions/authorized-ip-ranges/plan.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { defaultRemediationSettings } from '../../src/remediation/settings.ts';
import { aDocument, aLive, context, now, planOf, refusalOf } from './live.ts';

const office = '203.0.113.0/24';
const outbound = '20.50.1.2/32';
const restricted = () => aLive(aDocument([office, outbound]));
const add = (range: string, duration?: string): Params => ({
  operation: 'add',
  ranges: [range],
  ...(duration && { for: duration }),
});
const afterOf = (plan: ReturnType<typeof planOf>) => plan.changes[0]?.after;
const levels = (plan: ReturnType<typeof planOf>) => plan.warnings.map((w) => w.level);

describe('adding a range', () => {
  it('shows exact before and after, and the way back', () => {
    const plan = planOf(restricted(), add('198.51.100.7/32'));
    expect(plan.changes).toEqual([
      {
        path: 'properties.apiServerAccessProfile.authorizedIPRanges',
        before: [office, outbound],
        after: [office, outbound, '198.51.100.7/32'],
      },
    ]);
    expect(plan.inverse?.params).toEqual({ operation: 'remove', ranges: ['198.51.100.7/32'] });
    expect(plan.summary).toBe('Let 198.51.100.7/32 reach the API server of aks-prod-weu');
    expect(plan.etag).toBe('etag-1');
    expect(plan.poolEtags).toEqual({ system: 'pool-1', work: 'pool-2' });
  });

  it('says what the opening does not give', () => {
    expect(planOf(restricted(), add('198.51.100.7')).remarks.join(' ')).toMatch(
      /does not give a login/,
    );
  });

  it('stores one address as its /32', () => {
    expect(afterOf(planOf(restricted(), add('198.51.100.7')))).toContain('198.51.100.7/32');
  });

  it('has nothing to do when the range is there, however it is written', () => {
    expect(planRanges(restricted(), add(office), context)).toMatchObject({ kind: 'nothing' });
    expect(planRanges(restricted(), add('20.50.1.2'), context)).toMatchObject({
      kind: 'nothing',
      message: expect.stringMatching(/20.50.1.2 is on the list of aks-prod-weu already/),
    });
  });

  it('adds the rest when a part is there, and notes it', () => {
    const plan = planOf(restricted(), {
      operation: 'add',
      ranges: [office, '198.51.100.7', '198.51.100.7/32'],
    });
    expect(afterOf(plan)).toEqual([office, outbound, '198.51.100.7/32']);
    expect(plan.warnings.map((w) => w.text)).toContain(
      `${office} is in the list already; it is not added twice.`,
    );
  });

  it('notes that a wider entry lets the range in already', () => {
    expect(planOf(restricted(), add('203.0.113.7/32')).warnings).toEqual([
      { level: 'info', text: '203.0.113.7/32 is let in by 203.0.113.0/24 already.' },
    ]);
  });

  it('warns of a wide range', () => {
    expect(planOf(restricted(), add('20.60.0.0/20')).warnings[0]).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('4,096 addresses'),
    });
  });

  it.each(['10.0.0.0/24', '0.0.0.0/0', '203.0.113.7/24', '2001:db8::/32'])(
    'refuses %s at its field',
    (word) => expect(refusalOf(restricted(), add(word)).fields?.range).toContain(`"${word}"`),
  );

  it('for a time makes an opening that ends after it', () => {
    const plan = planOf(restricted(), add('198.51.100.7', '4h'));
    expect(plan.openings).toEqual({
      make: { minutes: 240, ranges: [{ range: '198.51.100.7/32', wasThere: false }] },
    });
    expect(plan.summary).toMatch(/for 4 hours$/);
  });

  it.each([
    ['tomorrow', /"tomorrow" is not a duration/],
    ['4', /"4" is not a duration/],
    ['1m', /too short: an opening lasts at least 5 minutes/],
    ['30d', /too long: an opening lasts at most 7 days/],
  ])('refuses %s as a time', (duration, reason) => {
    expect(refusalOf(restricted(), add('198.51.100.7', duration)).fields?.for).toMatch(reason);
  });
});

describe('the first range on an open cluster', () => {
  it.each([[undefined], [null], [[]]])(
    'with list %j is a danger that has to be confirmed',
    (list) => {
      const plan = planOf(aLive(aDocument(list as string[])), add('198.51.100.7'));
      expect(plan.warnings[0]).toMatchObject({ level: 'danger', mustConfirm: true });
      expect(plan.warnings[0]?.text).toMatch(/everybody who is not on it is shut out/);
      expect(plan.summary).toMatch(/^Close the API server of aks-prod-weu to everyone but/);
    },
  );

  it("keeps the cluster's outbound addresses and the bot's own in the list", () => {
    const settings = { ...defaultRemediationSettings, ownEgress: ['20.99.0.1'] };
    const plan = planOf(aLive(aDocument()), add('198.51.100.7'), { settings });
    expect(afterOf(plan)).toEqual(['198.51.100.7/32', outbound, '20.99.0.1/32']);
  });

  it('does not add what a requested range covers', () => {
    const plan = planOf(aLive(aDocument()), add('20.50.1.0/24'));
    expect(afterOf(plan)).toEqual(['20.50.1.0/24']);
  });

  it('is not taken for a timed opening', () => {
    expect(refusalOf(aLive(aDocument()), add('198.51.100.7', '4h')).fields?.for).toMatch(
      /open to everyone/,
    );
  });

  it('is confirmed by the approver where the way out is not known', () => {
    const live = aLive(aDocument(), []);
    live.outbound.unknown = ['it leaves by user-defined routing'];
    const plan = planOf(live, add('198.51.100.7'));
    expect(
      plan.warnings
        .filter((w) => w.mustConfirm)
        .map((w) => w.text)
        .join(' '),
    ).toMatch(/user-defined routing/);
  });
});

describe('removing a range', () => {
  const list = [office, outbound, '198.51.100.7/32'];

  it('takes out that one alone and can be undone', () => {
    const plan = planOf(aLive(aDocument(list)), { operation: 'remove', ranges: ['198.51.100.7'] });
    expect(afterOf(plan)).toEqual([office, outbound]);
    expect(plan.inverse?.params).toEqual({
      operation: 'edit',
      add: ['198.51.100.7/32'],
      remove: [],
    });
    expect(levels(plan)).toEqual(['warning']);
  });

  it('refuses one that is not there, and says what is', () => {
    expect(
      refusalOf(aLive(aDocument(list)), { operation: 'remove', ranges: ['192.0.2.1'] }).fields
        ?.range,
    ).toBe(`"192.0.2.1" is not in the list. The list holds ${list.join(', ')}.`);
  });

  it('refuses the last one, which would open the API server to the world', () => {
    const refusal = refusalOf(aLive(aDocument([office]), []), {
      operation: 'remove',
      ranges: [office],
    });
    expect(refusal.problem).toMatchObject({
      code: 'last-range',
      hint: expect.stringMatching(/0.0.0.0\/32/),
    });
  });

  it("refuses the cluster's own outbound address", () => {
    expect(
      refusalOf(aLive(aDocument(list)), { operation: 'remove', ranges: [outbound] }).problem,
    ).toMatchObject({
      code: 'way-out',
      message: expect.stringContaining('20.50.1.2/32'),
    });
  });

  it('refuses a range that holds an outbound address, unless another one does too', () => {
    const remove: Params = { operation: 'remove', ranges: ['20.50.0.0/16'] };
    expect(refusalOf(aLive(aDocument([office, '20.50.0.0/16'])), remove).problem.code).toBe(
      'way-out',
    );
    expect(afterOf(planOf(aLive(aDocument([office, '20.50.0.0/16', outbound])), remove))).toEqual([
      office,
      outbound,
    ]);
  });

  it("refuses the bot's own address", () => {
    const settings = { ...defaultRemediationSettings, ownEgress: ['203.0.113.9'] };
    const refusal = refusalOf(
      restricted(),
      { operation: 'remove', ranges: [office] },
      { settings },
    );
    expect(refusal.problem).toMatchObject({
      code: 'way-out',
      message: expect.stringContaining('203.0.113.9/32'),
    });
  });

  it('takes out a service tag by its name', () => {
    const live = aLive(aDocument([office, outbound, 'AzureCloud']));
    expect(afterOf(planOf(live, { operation: 'remove', ranges: ['AzureCloud'] }))).toEqual([
      office,
      outbound,
    ]);
  });

  it('has to be confirmed where the way out is not known', () => {
    const live = aLive(aDocument(list), []);
    live.outbound.unknown = ['it leaves by user-defined routing'];
    const plan = planOf(live, { operation: 'remove', ranges: ['198.51.100.7'] });
    expect(plan.warnings[0]).toMatchObject({ mustConfirm: true, level: 'danger' });
  });
});

describe('replacing the list', () => {
  it('keeps the ways out in it and can be undone entry by entry', () => {
    const plan = planOf(restricted(), { operation: 'replace', ranges: ['198.51.100.0/24'] });
    expect(afterOf(plan)).toEqual(['198.51.100.0/24', outbound]);
    expect(plan.inverse?.params).toEqual({
      operation: 'edit',
      add: [office],
      remove: ['198.51.100.0/24'],
    });
  });

  it('has nothing to do when the list holds exactly that', () => {
    const same: Params = { operation: 'replace', ranges: [outbound, office] };
    expect(planRanges(restricted(), same, context)).toMatchObject({ kind: 'nothing' });
  });
});

describe('entries that are no ranges', () => {
  it('are kept and flagged, never parsed as junk', () => {
    const plan = planOf(aLive(aDocument(['AzureCloud', '0.0.0.0/1', '???'])), add('198.51.100.7'));
    expect(afterOf(plan)).toEqual(['AzureCloud', '0.0.0.0/1', '???', '198.51.100.7/32']);
    const texts = plan.warnings.map((w) => w.text).join('\n');
    expect(texts).toMatch(/AzureCloud is in the list and stays. It is a service tag/);
    expect(texts).toMatch(
      /0.0.0.0\/1 is in the list and stays, which lets in 2,147,483,648 addresses/,
    );
    expect(texts).toMatch(/\?\?\? .* is not understood: it is left as it is/);
  });
});

describe('0.0.0.0/32, which lets in nobody but the cluster itself', () => {
  const closed = () => aLive(aDocument(['0.0.0.0/32']));

  it('makes room for the first range, and the addresses that it stood for take its place', () => {
    const plan = planOf(closed(), add('198.51.100.7'));
    expect(afterOf(plan)).toEqual(['198.51.100.7/32', outbound]);
    expect(plan.inverse?.params).toEqual({
      operation: 'edit',
      add: ['0.0.0.0/32'],
      remove: ['198.51.100.7/32', outbound],
    });
    expect(plan.warnings.map((w) => w.text).join(' ')).toMatch(/takes its place/);
  });

  it('comes back by a roll-back, unless somebody needs a range by then', () => {
    const back: Params = {
      operation: 'edit',
      add: ['0.0.0.0/32'],
      remove: ['198.51.100.7/32', outbound],
    };
    const rollback = { purpose: 'rollback' as const };
    const alone = aLive(aDocument(['198.51.100.7/32', outbound]));
    expect(afterOf(planOf(alone, back, rollback))).toEqual(['0.0.0.0/32']);
    const shared = aLive(aDocument(['198.51.100.7/32', outbound, office]));
    expect(afterOf(planOf(shared, back, rollback))).toEqual([office, outbound]);
  });

  it('may replace the whole list', () => {
    const plan = planOf(restricted(), { operation: 'replace', ranges: ['0.0.0.0/32'] });
    expect(afterOf(plan)).toEqual(['0.0.0.0/32']);
  });

  it('is not put beside ranges', () => {
    const message = /Azure takes it only by itself/;
    expect(refusalOf(restricted(), add('0.0.0.0/32')).fields?.range).toMatch(message);
    const both: Params = { operation: 'replace', ranges: ['0.0.0.0/32', office] };
    expect(refusalOf(restricted(), both).fields?.range).toMatch(message);
  });

  it("is refused where it would shut out the bot's own address", () => {
    const settings = { ...defaultRemediationSettings, ownEgress: ['203.0.113.9'] };
    const refusal = refusalOf(
      restricted(),
      { operation: 'replace', ranges: ['0.0.0.0/32'] },
      { settings },
    );
    expect(refusal.problem.code).toBe('way-out');
  });
});

describe('how many entries Azure takes', () => {
  const full = (n: number) =>
    Array.from({ length: n }, (_, i) => `198.51.${Math.floor(i / 250)}.${i % 250}/32`);

  it('200 on a public cluster', () => {
    expect(afterOf(planOf(aLive(aDocument(full(199))), add('203.0.113.7')))).toHaveLength(200);
    expect(refusalOf(aLive(aDocument(full(200))), add('203.0.113.7')).problem).toMatchObject({
      code: 'too-many',
      message: expect.stringContaining('201 entries, and Azure takes 200'),
    });
  });

  it('2,000 with API Server VNet Integration', () => {
    const access = (n: number) =>
      aLive(
        aDocument(undefined, {
          apiServerAccessProfile: { authorizedIPRanges: full(n), enableVnetIntegration: true },
        }),
      );
    expect(afterOf(planOf(access(200), add('203.0.113.7')))).toHaveLength(201);
    expect(refusalOf(access(2000), add('203.0.113.7')).problem.code).toBe('too-many');
  });
});

describe('a cluster that cannot have a list', () => {
  it('is refused when it is private', () => {
    const live = aLive(
      aDocument(undefined, { apiServerAccessProfile: { enablePrivateCluster: true } }),
    );
    expect(refusalOf(live, add('198.51.100.7')).problem.code).toBe('private-cluster');
  });

  it('is refused when its load balancer is not a standard one', () => {
    const live = aLive(aDocument([office], { networkProfile: { loadBalancerSku: 'basic' } }));
    expect(refusalOf(live, add('198.51.100.7')).problem.code).toBe('load-balancer');
  });
});

describe('a cluster that is not ready', () => {
  it('in an update has to wait, and what is still possible is said', () => {
    const live = aLive(aDocument([office], { provisioningState: 'Upgrading' }));
    expect(planRanges(live, add('198.51.100.7'), context)).toMatchObject({
      kind: 'not-now',
      problem: {
        code: 'busy',
        message: expect.stringMatching(/Upgrading/),
        hint: expect.stringMatching(/Still possible: posture/),
      },
    });
  });

  it('stopped has to wait', () => {
    const live = aLive(aDocument([office], { powerState: { code: 'Stopped' } }));
    expect(planRanges(live, add('198.51.100.7'), context)).toMatchObject({
      kind: 'not-now',
      problem: { code: 'stopped' },
    });
  });

  it('with a busy pool has to wait', () => {
    const live = aLive(aDocument([office]));
    live.pools[0].properties.provisioningState = 'Scaling';
    expect(planRanges(live, add('198.51.100.7'), context)).toMatchObject({
      kind: 'not-now',
      problem: { message: expect.stringMatching(/node pool system/) },
    });
  });

  it('failed is refused, and what is still possible is said; closing goes on', () => {
    const live = aLive(aDocument([office, '198.51.100.7/32'], { provisioningState: 'Failed' }), []);
    expect(refusalOf(live, add('192.0.2.7')).problem).toMatchObject({
      code: 'cluster-failed',
      hint: expect.stringMatching(/Still possible/),
    });
    const closing = planOf(
      live,
      { operation: 'remove', ranges: ['198.51.100.7/32'] },
      { purpose: 'closing' },
    );
    expect(afterOf(closing)).toEqual([office]);
  });
});

describe('taking a change back', () => {
  const rollback = { purpose: 'rollback' as const };

  it('removes what was added from whatever the list is by then', () => {
    const { inverse } = planOf(restricted(), add('198.51.100.7'));
    const later = aLive(aDocument(['192.0.2.0/24', outbound, '198.51.100.7/32']));
    expect(afterOf(planOf(later, inverse?.params as Params, rollback))).toEqual([
      '192.0.2.0/24',
      outbound,
    ]);
  });

  it('has nothing to do when it is gone already', () => {
    const { inverse } = planOf(restricted(), add('198.51.100.7'));
    expect(
      planRanges(restricted(), inverse?.params as Params, { ...context, ...rollback }),
    ).toMatchObject({ kind: 'nothing' });
  });

  it('of the first range opens to the world: a danger that has to be confirmed', () => {
    const { inverse } = planOf(aLive(aDocument(), []), add('198.51.100.7'));
    const plan = planOf(
      aLive(aDocument(['198.51.100.7/32']), []),
      inverse?.params as Params,
      rollback,
    );
    expect(afterOf(plan)).toEqual([]);
    expect(plan.warnings[0]).toMatchObject({
      level: 'danger',
      mustConfirm: true,
      text: expect.stringMatching(/opens the API server/),
    });
  });

  it("never removes the cluster's own outbound address", () => {
    const { inverse } = planOf(aLive(aDocument([office]), []), add(outbound));
    const later = aLive(aDocument([office, outbound]));
    expect(refusalOf(later, inverse?.params as Params, rollback).problem.code).toBe('way-out');
  });

  it('leaves what a replacement added for the nodes', () => {
    const { inverse } = planOf(aLive(aDocument([office])), {
      operation: 'replace',
      ranges: ['192.0.2.0/24'],
    });
    const later = aLive(aDocument(['192.0.2.0/24', outbound]));
    expect(afterOf(planOf(later, inverse?.params as Params, rollback))).toEqual([outbound, office]);
  });

  it('cannot be asked for by itself', () => {
    expect(
      refusalOf(restricted(), { operation: 'edit', add: ['0.0.0.0/0'], remove: [] }).problem.code,
    ).toBe('params');
  });
});

describe('ending an opening', () => {
  const closing = { purpose: 'closing' as const };

  it('asks only if the removal would cut a way out', () => {
    const plan = planOf(restricted(), { operation: 'remove', ranges: [outbound] }, closing);
    expect(plan.warnings[0]).toMatchObject({ level: 'danger', mustConfirm: true });
    const harmless = planOf(restricted(), { operation: 'remove', ranges: [office] }, closing);
    expect(harmless.warnings.some((w) => w.mustConfirm)).toBe(false);
  });

  it('does not ask because a way out is unknown: the range was not there before', () => {
    const live = restricted();
    live.outbound = { known: [], unknown: ['it leaves by user-defined routing'] };
    const plan = planOf(live, { operation: 'remove', ranges: [office] }, closing);
    expect(plan.warnings.some((w) => w.mustConfirm)).toBe(false);
  });

  it('never empties the list', () => {
    const live = aLive(aDocument([office]), []);
    expect(refusalOf(live, { operation: 'remove', ranges: [office] }, closing).problem.code).toBe(
      'last-range',
    );
  });
});

describe('ranges that are open for a time', () => {
  const opening = {
    id: '9c5e8cb4-0d4c-4a67-9f86-55ed9d1c46a3',
    range: '198.51.100.7/32',
    wasThere: false,
    state: 'open' as const,
    until: '2026-11-23T12:00:00.000Z',
  };
  const live = () => aLive(aDocument([office, outbound, opening.range]));
  const extend = (until: string): Params => ({ operation: 'extend', openingId: opening.id, until });

  it('can be opened again beside the first: it was not there before', () => {
    const plan = planOf(live(), add('198.51.100.7', '4h'), { openings: [opening] });
    expect(plan.changes).toEqual([]);
    expect(plan.openings?.make?.ranges).toEqual([{ range: opening.range, wasThere: false }]);
  });

  it('end when their range is removed by hand', () => {
    const plan = planOf(
      live(),
      { operation: 'remove', ranges: [opening.range] },
      { openings: [opening] },
    );
    expect(plan.openings).toEqual({ end: [{ id: opening.id, range: opening.range }] });
  });

  it.each([undefined, '4h'])(
    'cannot be asked for again (for %s) while they are being taken out',
    (duration) => {
      const closing = { ...opening, state: 'closing' as const };
      const refusal = refusalOf(live(), add('198.51.100.7', duration), { openings: [closing] });
      expect(refusal.fields?.range).toMatch(/is being taken out at this moment/);
    },
  );

  it('have nothing to open when they are there for good', () => {
    expect(planRanges(live(), add(office, '4h'), context)).toMatchObject({ kind: 'nothing' });
  });

  it('stay for good when they are asked for without a time', () => {
    const plan = planOf(live(), add('198.51.100.7'), { openings: [opening] });
    expect(plan.openings).toEqual({ keep: [{ id: opening.id, range: opening.range }] });
    expect(plan.summary).toMatch(/for good$/);
  });

  it('are extended without touching the cluster', () => {
    const plan = planOf(live(), extend('2026-11-23T15:00:00Z'), { openings: [opening] });
    expect(plan.changes).toEqual([]);
    expect(plan.openings?.extend).toMatchObject({
      from: opening.until,
      until: '2026-11-23T15:00:00.000Z',
    });
  });

  it.each([
    ['2026-11-23T11:00:00Z', 'not-later'],
    ['2026-12-23T11:00:00Z', 'too-long'],
  ])('are not extended to %s', (until, code) => {
    expect(refusalOf(live(), extend(until), { openings: [opening] }).problem.code).toBe(code);
  });

  it('are not extended once they have ended', () => {
    expect(refusalOf(live(), extend('2026-11-23T15:00:00Z'), { now }).problem.code).toBe(
      'opening-ended',
    );
  });
});

describe('every remediation', () => {
  it.each(remediations.map((r) => [r.id, r] as const))(
    '%s names what it needs',
    (_id, remediation) => {
      expect(remediation.permissions.azure.length).toBeGreaterThan(0);
      expect(remediation.summary).toMatch(/\.$/);
    },
  );
});
