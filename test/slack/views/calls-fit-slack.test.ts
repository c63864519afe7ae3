import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Call, CallsPage } from '../../../src/forbidden/calls.ts';
import type { CallsWanted } from '../../../src/forbidden/queries.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { emptyLogAnalyticsLink, logAnalyticsLink } from '../../../src/slack/log-analytics-link.ts';
import { logQueries } from '../../../src/slack/log-queries.ts';
import { type CallsValue, callsMessage } from '../../../src/slack/views/calls.ts';

const clusterId =
  '/subscriptions/7d4a9a52-0c1f-4a4f-9a53-0d8b7c1b2a11/resourcegroups/rg-shop/providers/microsoft.containerservice/managedclusters/aks-shop';
const workspaceId =
  '/subscriptions/7d4a9a52-0c1f-4a4f-9a53-0d8b7c1b2a11/resourcegroups/rg-logs/providers/microsoft.operationalinsights/workspaces/log-shop';
const window = { from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z' };
const portal = 'https://portal.azure.com';

const call: Call = {
  ...{ at: '2026-11-23T10:11:12.1234567Z', clusterId, auditId: 'a-1', actor: 'eve@contoso.com' },
  ...{ actedAs: '', verb: 'list', resource: 'secrets', namespace: 'pay', name: '' },
  ...{ address: '198.51.100.7', agent: 'kubectl/v1.34', code: 403, kind: 'authorization' },
  reason: 'secrets is forbidden: User "eve@contoso.com" cannot list resource "secrets"',
};
const source = { workspaceId, table: 'AKSAudit' as const, blind: [] };
const page: CallsPage = {
  ...{ calls: [call], end: null, partial: null, problems: [] },
  sources: [{ source, clusterIds: [clusterId] }],
};

function drawn(
  found: Partial<CallsPage>,
  {
    wanted = { detection: 'forbidden' },
    turned = 0,
    clusterIds = [clusterId],
  }: { wanted?: CallsWanted; turned?: number; clusterIds?: string[] } = {},
) {
  const { store: _, ...drawing } = createDrawing();
  const value: CallsValue = {
    ...{ id: '3f0e', wanted, since: window.from, until: window.to, before: null, portal },
    requestedBy: { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' },
    clusters: clusterIds.map((id) => ({ id, name: id.split('/').at(-1) ?? '' })),
    run: { state: 'done', finishedAt: window.to, page: { ...page, ...found } },
  };
  return callsMessage(value, {
    ...drawing,
    ...{ now: new Date(window.to), state: {}, page: turned, slashCommand: '/aks' },
  });
}

test('one call: who, what, from where, why, and its audit id', () => {
  const { text, blocks, attachment } = drawn({}, {});
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(text).toBe('aks-shop: 1 refused call.');
  const words = JSON.stringify(blocks);
  for (const word of ['eve@contoso.com', 'list secrets', '198.51.100.7', 'a-1', '11-23 10:11:12'])
    expect(words).toContain(word);
  expect(attachment?.content).toContain('2026-11-23T10:11:12.1234567Z,aks-shop,eve@contoso.com');
});

test('what could not be looked at is never an all-clear', () => {
  const problems = [{ clusterIds: [clusterId], message: 'The query failed.' }];
  expect(drawn({ calls: [], problems }).text).toContain('nothing can be said');
  const second = `${clusterId}-2`;
  const { text, blocks } = drawn({ calls: [], problems }, { clusterIds: [clusterId, second] });
  expect(text).toBe('2 clusters: 0 refused calls, 1 cluster not looked at.');
  expect(JSON.stringify(blocks)).toContain('Not looked at:');
  const cut = drawn({ calls: [], partial: 'cut at 64 MB' });
  expect(cut.text).toBe('aks-shop: 0 refused calls, some is missing.');
  expect(JSON.stringify(cut.blocks)).toContain('cut at 64 MB');
  const writes = { ...source, blind: ['Reads are not seen.'] };
  const sources = [{ source: writes, clusterIds: [clusterId] }];
  expect(JSON.stringify(drawn({ calls: [], sources }).blocks)).toContain('Reads are not seen.');
});

test('where there are older calls, it says so and offers them', () => {
  const { text, blocks } = drawn({ end: { at: call.at, shown: ['a-1'] } });
  expect(text).toBe('aks-shop: The newest 1 refused call.');
  expect(JSON.stringify(blocks)).toContain('Show older calls');
});

test('a link opens the very query, in each of Azure’s clouds', () => {
  const [asked] = logQueries(
    { detection: 'forbidden', actor: 'eve+"x"@contoso.com' },
    page.sources,
  );
  for (const host of [portal, 'https://portal.azure.us', 'https://portal.azure.cn']) {
    const url = logAnalyticsLink({
      ...{ portal: host, workspaceId, window, query: asked?.query ?? '' },
    });
    const { origin, hash } = new URL(url ?? '');
    expect(origin).toBe(host);
    const parts = hash.split('/');
    const after = (name: string) => decodeURIComponent(parts[parts.indexOf(name) + 1] ?? '');
    expect(after('resourceId')).toBe(workspaceId);
    expect(after('timespan')).toBe(`${window.from}/${window.to}`);
    const zipped = Buffer.from(decodeURIComponent(after('q')), 'base64');
    expect(gunzipSync(zipped).toString()).toBe(asked?.query);
  }
  expect(asked?.query).not.toMatch(/^\/\//m);
});

test('a query that is too long for an address is posted as a file instead', () => {
  const clusterIds = Array.from({ length: 200 }, (_, index) => `${clusterId}-${index * 7919}`);
  const [asked] = logQueries({ detection: 'forbidden' }, [{ source, clusterIds }]);
  const link = { portal, workspaceId, window };
  expect(logAnalyticsLink({ ...link, query: asked?.query ?? '' })).toBeNull();
  expect(emptyLogAnalyticsLink(link).length).toBeLessThan(1000);
  const { blocks } = drawn({ sources: [{ source, clusterIds }] }, { clusterIds });
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(JSON.stringify(blocks)).toContain('"action_id":"show-query"');
});

const word = fc.oneof(
  fc.string({ maxLength: 60, unit: 'grapheme' }),
  fc.constantFrom('<!channel> now', '<https://evil.example|click>', '&'.repeat(3000)),
);
const anyCall: fc.Arbitrary<Call> = fc.record({
  at: fc.constantFrom('2026-11-23T10:11:12.1234567Z', '2026-11-24T10:11:12Z'),
  clusterId: fc.constantFrom(clusterId, `${clusterId}-2`),
  ...{ auditId: word, actor: word, actedAs: word, verb: word, resource: word, namespace: word },
  ...{ name: word, address: word, agent: word, kind: word, reason: word },
  code: fc.option(fc.constantFrom(200, 401, 403)),
});

test('whatever was called, every page fits Slack and calls nobody', () => {
  fc.assert(
    fc.property(
      fc.array(anyCall, { maxLength: 200 }),
      fc.array(word, { maxLength: 9 }),
      fc.option(word),
      fc.option(word),
      fc.nat(5),
      (calls, said, partial, actor, turned) => {
        const problems = said.map((message) => ({ clusterIds: [`${clusterId}-2`], message }));
        const rendered = drawn(
          { calls, problems, partial, end: { at: 'x', shown: [] } },
          {
            ...{ turned, clusterIds: [clusterId, `${clusterId}-2`] },
            wanted: { detection: 'forbidden', ...(actor !== null && { actor }) },
          },
        );
        expect(validateBlocks(rendered.blocks, 'message')).toEqual([]);
        expect(charactersOf(rendered.blocks)).toBeLessThanOrEqual(12_000);
        const marked = rendered.blocks.filter(({ type }) => type === 'section');
        expect(JSON.stringify(marked)).not.toMatch(/<!channel>|<https:\/\/evil/);
      },
    ),
    { numRuns: 20, interruptAfterTimeLimit: 4_000, markInterruptAsFailure: false },
  );
});
