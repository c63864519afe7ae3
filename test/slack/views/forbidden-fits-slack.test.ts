import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClusterLook, Sighting } from '../../../src/forbidden/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { type ForbiddenValue, forbiddenMessage } from '../../../src/slack/views/forbidden.ts';

const window = { from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z' };
const clusterId = '/subscriptions/1/resourcegroups/rg/providers/x/managedclusters/aks-shop';

const sighting: Sighting = {
  ...{ clusterId, detection: 'forbidden', actor: 'eve@contoso.com', actorClass: 'person' },
  ...{ kind: 'authorization', resourceClass: 'secrets', severity: 'high', calls: 12 },
  bins: [{ at: '2026-11-23T10:10:00.000Z', calls: 12 }],
  ...{ first: '2026-11-23T10:11:00.000Z', last: '2026-11-23T10:14:00.000Z', verbs: ['list'] },
  ...{
    resources: ['secrets'],
    namespaces: ['pay'],
    addresses: ['198.51.100.7'],
    agents: ['kubectl'],
  },
  ...{ auditIds: ['a-1'], distinct: { resources: 1, namespaces: 1, addresses: 1, agents: 1 } },
  suspicion: { level: 'high', score: 80, reasons: ['first seen in 14 days', 'asks for secrets'] },
  noise: false,
};

const look: ClusterLook = {
  ...{ clusterId, window, source: { workspaceId: 'w', table: 'AKSAudit', blind: [] } },
  ...{ problem: null, partial: null, newest: '2026-11-23T23:58:00.000Z' },
  ...{ sightings: [sighting], unauthenticated: 0, outage: null },
};

function drawn(
  looks: ClusterLook[],
  {
    by = 'actor',
    page = 0,
    filter = 'aks-shop',
    incidents = [],
  }: {
    by?: ForbiddenValue['by'];
    page?: number;
    filter?: string;
    incidents?: { title: string; url: string | null }[];
  } = {},
) {
  const { store: _, ...drawing } = createDrawing();
  const value: ForbiddenValue = {
    ...{
      id: '3f0e',
      portal: 'https://portal.azure.com',
      filter,
      by,
      since: window.from,
      until: window.to,
    },
    requestedBy: { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' },
    clusters: looks.map(({ clusterId: id }) => ({ id, name: id.split('/').at(-1) ?? '' })),
    run: { state: 'done', finishedAt: window.to, looks, incidents },
  };
  return forbiddenMessage(value, {
    ...drawing,
    ...{ now: new Date(window.to), state: { page }, page, slashCommand: '/aks' },
  });
}

test('says how many, by how many, and the worst with its reasons', () => {
  const { text, blocks, attachment } = drawn([look]);
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(text).toBe('aks-shop: 12 refused calls by 1 caller in the last day, highly suspicious.');
  expect(JSON.stringify(blocks)).toContain('first seen in 14 days; asks for secrets');
  expect(attachment?.content).toContain('eve@contoso.com,person,authorization,secrets');
});

test('noise is counted, not shown, and nothing refused is said only of what was seen', () => {
  const { text, blocks } = drawn([{ ...look, sightings: [{ ...sighting, noise: true }] }]);
  expect(text).toBe(
    'aks-shop: no refused call seen in the last day, by records until 2026-11-23 23:58 UTC.',
  );
  expect(JSON.stringify(blocks)).toContain('12 calls of the platform’s own components not shown');
});

test('what could not be looked at is never an all-clear', () => {
  const problem = { code: 'failed', message: 'The query failed.' };
  const blind = drawn([{ ...look, source: null, sightings: [], problem }]);
  expect(blind.text).toBe('aks-shop: nothing can be said about refused calls.');
  const half = drawn(
    [
      { ...look, sightings: [] },
      { ...look, clusterId: `${clusterId}-2`, sightings: [], problem },
    ],
    { filter: 'all' },
  );
  expect(half.text).toContain('1 cluster not looked at');
});

test('what holds every day comes after the callers, and first where there are none', () => {
  const learning = 'Nobody is called new yet.';
  const partial = 'The results exceed 500000 records.';
  const order = (sightings: ClusterLook['sightings']) => {
    const words = JSON.stringify(drawn([{ ...look, sightings, learning, partial }]).blocks);
    const places = [partial, 'high suspicion', learning, 'looked '].map((text) =>
      words.indexOf(text),
    );
    return places.filter((place) => place >= 0);
  };
  for (const places of [order(look.sightings), order([])])
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(order(look.sightings)).toHaveLength(4);
  expect(order([])).toHaveLength(3);
});

test('records that have not come are no all-clear', () => {
  const quiet = { ...look, sightings: [] };
  const late = drawn([{ ...quiet, newest: '2026-11-23T02:10:00Z' }]);
  expect(late.text).toContain(
    'no refused call seen in the last day, by records until 2026-11-23 02:10',
  );
  expect(JSON.stringify(late.blocks)).toContain('what happened since is not seen');
  const none = drawn([{ ...quiet, newest: '2026-11-22T23:59:00Z' }]);
  expect(none.text).toBe('aks-shop: nothing can be said about refused calls.');
  const cut = drawn([{ ...quiet, partial: 'The results exceed 500000 records.' }]);
  expect(cut.text).toContain('no refused call seen in the last day in what could be read');
});

test('why nobody is called new is said', () => {
  const learning = 'Nobody is called new yet: the 14 days before are still to be read.';
  expect(JSON.stringify(drawn([{ ...look, learning }]).blocks)).toContain(learning);
});

test('what holds of many clusters is said once, what is worst first', () => {
  const blind = {
    workspaceId: 'w',
    table: 'AKSAudit' as const,
    blind: ['No impersonation is seen.'],
  };
  const looks = Array.from({ length: 12 }, (_, index) => ({
    ...{ ...look, clusterId: `${clusterId}-${index}`, source: blind },
    problem: index < 5 ? { code: 'denied', message: 'Denied.' } : null,
  }));
  const words = JSON.stringify(drawn(looks, { filter: 'all' }).blocks);
  expect(words.match(/No impersonation is seen/g)).toHaveLength(1);
  expect(words).toContain('*All 12 clusters*: No impersonation');
  expect(words).toContain('*aks-shop-0*, *aks-shop-1*, *aks-shop-2* and 2 more: Denied.');
  expect(words.indexOf('Denied.')).toBeLessThan(words.indexOf('No impersonation'));
});

test('calls without a login can be shown too, even where nothing was refused', () => {
  const words = JSON.stringify(drawn([{ ...look, sightings: [], unauthenticated: 3 }]).blocks);
  expect(words).toContain('Nobody: calls without a valid login (401)');
  expect(JSON.stringify(drawn([look]).blocks)).not.toContain('(401)');
});

test('a partial answer is called so', () => {
  const { text, blocks } = drawn([{ ...look, partial: 'The results exceed 500000 records.' }]);
  expect(text).toContain('at least 12 refused calls');
  expect(JSON.stringify(blocks)).toContain('Some is missing: The results exceed');
});

test('names that others chose stay harmless, in the message and in a spreadsheet', () => {
  const actor = '<!channel> =HYPERLINK("x") *bold*';
  const { blocks, attachment } = drawn([
    {
      ...look,
      sightings: [
        { ...sighting, actor },
        { ...sighting, actor: '=1+1' },
      ],
    },
  ]);
  // Slack reads no markup in cells and in the choices of a menu.
  const isPlain = ({ type }: { type: string }) => type === 'data_table' || type === 'actions';
  const sections = JSON.stringify(blocks.filter((block) => !isPlain(block)));
  expect(sections).not.toContain('<!channel>');
  expect(attachment?.content).toContain(",'=1+1,");
});

const around = {
  succeeded: [
    {
      ...{ what: 'list secrets in pay', calls: 3 },
      ...{ first: '2026-11-23T10:12:00Z', last: '2026-11-23T10:13:00Z' },
    },
  ],
  changes: [
    { at: '2026-11-23T10:01:00Z', by: 'ops@contoso.com', what: 'deleted RoleBinding pay/eve' },
  ],
  unread: ['The activity log could not be read.'],
};

test('says what the caller was let do, what changed before, and what is not known', () => {
  const words = JSON.stringify(
    drawn([{ ...look, sightings: [{ ...sighting, facts: around }] }]).blocks,
  );
  expect(words).toContain('was let do: list secrets in pay (3 times, 10:12 to 10:13 UTC)');
  expect(words).toContain('from 198.51.100.7');
  expect(words).toContain('ops@contoso.com: deleted RoleBinding pay/eve');
  expect(words).toContain(
    'What else happened is not all known. The activity log could not be read.',
  );
});

test('a change that broke several callers is said once, with all of them', () => {
  const [brokenBy] = around.changes;
  const facts = { ...around, succeeded: [], brokenBy };
  const sightings = ['eve@contoso.com', 'kim@contoso.com'].map((actor) => ({
    ...sighting,
    actor,
    facts,
  }));
  const words = JSON.stringify(drawn([{ ...look, sightings }]).blocks);
  expect(words.match(/Probably broken by/g)).toHaveLength(1);
  expect(words).toContain(
    'It explains every one of 24 refusals of eve@contoso.com, kim@contoso.com.',
  );
  expect(words).not.toContain('Changed shortly before');
});

test('says of what incident it is a part, with the way to its message', () => {
  const url = 'https://contoso.slack.com/archives/C0SECOPS0/p1';
  const incidents = [{ title: 'eve<!channel> refused on 12 clusters', url }];
  const words = JSON.stringify(drawn([look], { incidents }).blocks);
  expect(words).toContain(`eve&lt;!channel&gt; refused on 12 clusters (<${url}|its message>)`);
});

test('that nothing else happened is only said where all of it was read', () => {
  const nothing = { succeeded: [], changes: [], unread: [] };
  const said = (facts: object) =>
    JSON.stringify(drawn([{ ...look, sightings: [{ ...sighting, facts }] }]).blocks);
  expect(said(nothing)).toContain('were let do nothing sensitive');
  expect(said({ ...nothing, unread: ['x'] })).not.toContain('were let do nothing sensitive');
  expect(said({})).not.toContain('were let do nothing sensitive');
});

const word = fc.string({ maxLength: 60, unit: 'grapheme' });
const anyAround = fc.record({
  succeeded: fc.array(
    fc.record({ what: word, calls: fc.nat(), first: fc.constant('x'), last: fc.constant('y') }),
    { maxLength: 9 },
  ),
  changes: fc.array(fc.record({ at: word, by: word, what: word }), { maxLength: 9 }),
  brokenBy: fc.option(fc.record({ at: word, by: word, what: word }), { nil: undefined }),
  unread: fc.array(word, { maxLength: 5 }),
});
const anySighting = fc
  .record({
    actor: word,
    kind: word,
    calls: fc.integer({ min: 1, max: 1_000_000 }),
    resources: fc.array(word, { maxLength: 5 }),
    addresses: fc.array(word, { maxLength: 5 }),
    namespaces: fc.array(word, { maxLength: 5 }),
    noise: fc.boolean(),
    level: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
    reasons: fc.array(word, { maxLength: 8 }),
    facts: fc.option(anyAround, { nil: undefined }),
  })
  .map(({ level, reasons, ...rest }) => ({
    ...sighting,
    ...rest,
    suspicion: { level, reasons, score: 50 },
  }));

test('whatever was found, every page fits Slack', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          found: fc.array(anySighting, { maxLength: 8 }),
          partial: fc.option(word),
          said: fc.option(word),
        }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.constantFrom('actor' as const, 'resource' as const, 'ip' as const),
      fc.nat(3),
      (clusters, by, page) => {
        const looks = clusters.map(({ found, partial, said }, index) => ({
          ...{ ...look, clusterId: `${clusterId}-${index}`, partial },
          problem: said === null ? null : { code: 'no-audit-log', message: said },
          sightings: found,
        }));
        const { blocks, text } = drawn(looks, { by, page });
        expect(validateBlocks(blocks, 'message')).toEqual([]);
        expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
        expect(text.length).toBeLessThan(3_000);
      },
    ),
    { numRuns: 15, interruptAfterTimeLimit: 4_000, markInterruptAsFailure: false },
  );
});

test('a thousand callers with long names are shown a page at a time', () => {
  const sightings = Array.from({ length: 1_000 }, (_, index) => ({
    ...sighting,
    actor: `${index} ${'&'.repeat(250)}`,
    kind: `kind-${index % 30} ${'<'.repeat(80)}`,
    suspicion: { ...sighting.suspicion, reasons: Array.from({ length: 9 }, () => '>'.repeat(300)) },
  }));
  for (const page of [0, 3]) {
    const { blocks } = drawn([{ ...look, sightings }], { page });
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
    expect(JSON.stringify(blocks)).toContain('of 1000');
  }
});

test('ranges are offered against the Internet alone', () => {
  const stranger = { ...sighting, actor: 'system:anonymous', kind: 'anonymous' };
  const said = (addresses: string[]) =>
    JSON.stringify(drawn([{ ...look, sightings: [{ ...stranger, addresses }] }]).blocks);
  expect(said(['198.51.100.7'])).toContain('Add authorized IP ranges…');
  expect(said(['10.0.0.7'])).not.toContain('Add authorized IP ranges…');
});
