import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { type UpgradeValue, upgradeMessage } from '../../../src/slack/views/upgrade.ts';
import { assess } from '../../../src/upgrade/assess.ts';
import type { UpgradeReport } from '../../../src/upgrade/types.ts';
import { byUrgency } from '../../../src/upgrade/urgency.ts';
import { now, snapshotOf, unreadable } from '../../upgrade/support.ts';

const common = {
  ...{ filter: 'all', replace: false },
  requestedBy: { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' },
};

function drawn(value: UpgradeValue, page = 0) {
  const { store: _, ...drawing } = createDrawing();
  return upgradeMessage(value, { ...drawing, now, state: {}, page, slashCommand: '/aks' });
}

function done(clusters: UpgradeReport[], unread: object[] = [], of?: number): UpgradeValue {
  const report = { clusters, unread: unread as never };
  return {
    ...common,
    of: of ?? clusters.length + unread.length,
    run: { state: 'done', finishedAt: now.toISOString(), report },
  };
}

function reportOf(name: string, planes: object = {}): UpgradeReport {
  const found = assess(snapshotOf(name, { planes }), { now, systemNamespaces: [] });
  if (!found) throw new Error('no report');
  return found;
}

function legal(value: UpgradeValue, page = 0) {
  const message = drawn(value, page);
  expect(validateBlocks(message.blocks, 'message')).toEqual([]);
  expect(charactersOf(message.blocks)).toBeLessThanOrEqual(12_000);
  return message;
}

const blind = { kubernetesVersions: unreadable('no'), maintenanceConfigurations: unreadable('no') };

test.each(['aks-prod-weu', 'aks-dev-eus', 'aks-staging-eus', 'aks-pay-dev-weu', 'aks-dev-neu'])(
  'what is said of %s is legal, with and without what is around it',
  (name) => {
    expect(legal(done([reportOf(name)], [], 1)).text).toContain(name);
    legal(done([reportOf(name, blind)], [], 1));
  },
);

test('what cannot be known is said, and nothing is called fine', () => {
  const { text, blocks } = legal(done([reportOf('aks-prod-weu', blind)], [], 1));
  const words = JSON.stringify(blocks);
  expect(words).toContain('Which patches there are is not known');
  expect(words).toContain('in a window that could not be read');
  expect(words).not.toContain('Start upgrade');
  expect(text).toContain('community support');
});

test('none, one and a thousand clusters are legal, page by page', () => {
  legal(done([], [{ id: 'x', name: 'x', reason: 'denied' }], 1));
  legal(done([], [], 0));
  const one = reportOf('aks-prod-weu');
  const many = Array.from({ length: 1000 }, (_, at) => ({
    ...one,
    ...{ id: `${one.id}-${at}`, name: `${one.name}-${at}` },
  }));
  const first = legal(done(many));
  expect(JSON.stringify(first.blocks)).toContain('Show more');
  legal(done(many), 3);
  legal(done(many), 999);
});

test('the states on the way are legal too, for a look and for a replacement', () => {
  for (const replace of [false, true]) {
    legal({ ...common, replace, of: 3, run: { state: 'running', done: 1, waiting: 'slow' } });
    legal({
      ...common,
      replace,
      of: 3,
      run: { state: 'failed', message: '<!channel>', hint: 'x' },
    });
  }
});

test('it stays legal and harmless whatever names and findings hold', () => {
  const base = reportOf('aks-prod-weu');
  const hostile = fc.oneof(
    fc.constantFrom('<!channel>', '<https://evil.example|x>', '*b* `c` & >'),
    fc.string({ minLength: 1, maxLength: 3000 }),
  );
  fc.assert(
    fc.property(hostile, fc.array(hostile, { maxLength: 25 }), (name, messages) => {
      const verdicts = ['blocks', 'risks', 'unknown', 'clear'] as const;
      const report: UpgradeReport = {
        ...{ ...base, name, failure: name, fleetRuns: messages.slice(0, 3) },
        ownRecord: {
          kind: 'known',
          failures: messages.map((details) => ({
            ...{ id: 'event', at: '2026-11-22T02:14:00.000Z', details },
            what: 'maintenance',
          })),
        },
        findings: messages.map((message, at) => ({
          ...{ topic: 'Nodes', message, help: message },
          verdict: verdicts[at % 4] ?? 'blocks',
        })),
        pools: messages.map((each) => ({
          ...{ name: each, mode: 'User', version: '1.36.5', nodes: '3 nodes', maxSurge: each },
        })),
      };
      for (const value of [done([report], [], 1), done([report, base])]) {
        const { blocks } = legal(value);
        const mrkdwn = JSON.stringify(
          blocks.filter(({ type }) => type === 'section' || type === 'context'),
        );
        expect(mrkdwn).not.toMatch(/<!channel>|<https:\/\/evil/);
      }
    }),
    { numRuns: 60 },
  );
});

test('the most urgent comes first', () => {
  const names = ['aks-prod-neu', 'aks-dev-eus', 'aks-dev-weu', 'aks-prod-weu'];
  const sorted = names.map((name) => reportOf(name)).sort(byUrgency);
  expect(sorted.map(({ name }) => name)).toEqual([
    'aks-dev-eus',
    'aks-dev-weu',
    'aks-prod-weu',
    'aks-prod-neu',
  ]);
});
