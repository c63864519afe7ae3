import { expect, test } from 'vitest';
import type { AlertValue } from '../../../src/forbidden/alerts/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { alertsOnPage } from '../../../src/slack/alert-page.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { alertsList } from '../../../src/slack/views/alerts-list.ts';
import { sighting } from '../../forbidden/alerts/support.ts';

const at = '2026-11-24T02:10:00.000Z';

function alert(name: string): AlertValue {
  const by = { teamId: 'T0DRAWBRG', userId: 'nobody', name };
  return {
    ...{ id: '3f0e9c1a-0000-4000-8000-000000000000', state: 'acknowledged', severity: 'high' },
    cluster: { id: '/x', name, tags: {} },
    sighting: {
      ...sighting({ [at]: 5 }, { actor: name, kind: name }),
      suspicion: { level: 'high', score: 80, reasons: Array.from({ length: 9 }, () => name) },
    },
    seen: { verbs: [], resources: [], namespaces: [], addresses: [], agents: [] },
    ...{ calls: 100_000, callsInLastHour: 100_000, bins: [], incidentId: null },
    context: { brokenBy: null, title: name, todo: null, succeeded: [], changes: [], unread: [] },
    ...{ acknowledged: { by, until: at }, resolved: null, firstCallAt: at, lastCallAt: at },
    can: { acknowledge: true, unacknowledge: true, mute: true, resolve: true },
  };
}

function drawn(
  count: number,
  name: string,
  more: { unwatched?: string[]; failing?: string[] } = {},
) {
  const { store: _, ...drawing } = createDrawing();
  const shown = Array.from({ length: Math.min(count, alertsOnPage) }, () => ({
    alert: alert(name),
    url: 'https://contoso.slack.com/archives/C0SECOPS0/p1795490133671000',
  }));
  return alertsList(
    {
      ...{ shown, from: 1, total: count, isCut: count > 999, page: 0, which: name },
      pages: Math.max(1, Math.ceil(count / alertsOnPage)),
      unwatched: more.unwatched ?? [],
      failing: (more.failing ?? []).map((each) => ({ name: each, since: at })),
      states: ['open', 'acknowledged'],
      line: (page) => `alerts all page ${page}`,
    },
    drawing,
  );
}

test.each([0, 1, 10, 1000])('a list of %d alerts fits, whatever callers are called', (count) => {
  for (const name of ['kim@contoso.com', '&'.repeat(3000), '<!channel> '.repeat(200), '*_`~']) {
    const { blocks, text } = drawn(count, name, {
      unwatched: Array(500).fill(name),
      failing: [name],
    });
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
    expect(text.length).toBeLessThan(3000);
    const marked = blocks.filter(({ type }) => type === 'section' || type === 'context');
    expect(JSON.stringify(marked)).not.toContain('<!channel>');
  }
});

test('no alert is no peace where nobody looks, or where looking fails', () => {
  expect(drawn(0, 'all').text).toBe('No alert is open or acknowledged.');
  const words = JSON.stringify(
    drawn(0, 'all', { unwatched: ['aks-a'], failing: ['aks-b'] }).blocks,
  );
  expect(words).toContain('No workflow has looked for refused calls at aks-a');
  expect(words).toContain('*Looking fails* at aks-b since');
});

test('further ones are a press away', () => {
  const words = JSON.stringify(drawn(1000, 'all').blocks);
  expect(words).toContain('Show more');
  expect(words).toContain('The gravest first, 1 to 8 of at least 1000.');
});
