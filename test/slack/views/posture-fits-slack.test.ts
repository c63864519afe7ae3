import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckResult, ClusterReport } from '../../../src/posture/types.ts';
import { commands } from '../../../src/slack/commands/index.generated.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { clustersList } from '../../../src/slack/views/clusters-list.ts';
import { helpFor, helpOverview } from '../../../src/slack/views/help-text.ts';
import { render as renderPosture } from '../../../src/slack/views/posture.ts';
import { render as renderDetails } from '../../../src/slack/views/posture-details.ts';
import { render as renderFile } from '../../../src/slack/views/posture-file.ts';
import type { PostureValue } from '../../../src/slack/views/posture-value.ts';
import { trailList } from '../../../src/slack/views/trail-list.ts';
import { whichCluster } from '../../../src/slack/views/which-cluster.ts';
import { needsMore, wrongWords } from '../../../src/slack/views/wrong-words.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

const now = new Date('2026-11-23T12:00:00Z');
/** What people who choose names and values could try. */
const hostile = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<https://evil.example|click>',
    '*`_~',
    '@here',
    '&amp;<',
    '\u202E\0',
    '😀'.repeat(400),
    'long words '.repeat(400),
    '&'.repeat(2_999),
  ),
  fc.string({ unit: 'grapheme', maxLength: 1_500 }),
);
const name = fc.oneof(
  hostile.filter((text) => text.trim() !== ''),
  fc.constant('aks-prod-weu'),
);
const severity = fc.constantFrom('critical', 'high', 'medium', 'low', 'info' as const);

const result = fc.record({
  check: fc.integer({ min: 1, max: 999 }).map((number) => `AKS-API-${number}`),
  title: name,
  group: fc.constant('API'),
  layer: fc.constantFrom('API server access', 'Network', 'Upgrades'),
  severity,
  outcome: fc.constantFrom('pass', 'fail', 'unknown', 'waived', 'not-applicable' as const),
  message: hostile,
  why: fc.option(hostile, { nil: undefined }),
  evidence: fc.array(
    fc.record({
      path: name,
      value: fc.oneof(fc.json({ maxDepth: 2 }), hostile, fc.constant(null)),
      source: name,
      readAt: fc.constant(now.toISOString()),
    }),
    { maxLength: 6 },
  ),
  fix: fc.option(
    fc.oneof(
      fc.record({
        kind: fc.constant('action' as const),
        action: fc.constant('authorized-ip-ranges'),
        params: fc.constant({}),
        label: name,
      }),
      fc.record({
        kind: fc.constant('manual' as const),
        steps: hostile,
        commands: fc.array(hostile, { maxLength: 2 }),
        bicep: fc.option(hostile, { nil: undefined }),
      }),
    ),
    { nil: undefined },
  ),
}) as fc.Arbitrary<CheckResult>;

const report = fc
  .record({
    name,
    score: fc.integer({ min: 0, max: 100 }),
    results: fc.array(result, { maxLength: 200, size: 'max' }),
    reason: hostile,
  })
  .map(({ name: called, score, results, reason }): ClusterReport => {
    const count = (outcome: string) => results.filter((each) => each.outcome === outcome).length;
    const failed = (wanted: string) =>
      results.filter((each) => each.outcome === 'fail' && each.severity === wanted).length;
    return {
      id: '/c/1',
      name: called,
      cluster: {
        id: '/c/1',
        name: called,
        resourceGroup: 'rg',
        subscriptionId: 's',
        location: 'l',
        tags: {},
      },
      takenAt: now.toISOString(),
      ...(score % 2 === 0 && { managedBy: called }),
      grade: 'D',
      score,
      results,
      unreadable: [
        {
          plane: 'diagnosticSettings',
          code: 'denied',
          reason,
          help: reason,
          checks: ['AKS-LOG-1'],
        },
      ],
      totals: {
        pass: count('pass'),
        fail: count('fail'),
        unknown: count('unknown'),
        waived: count('waived'),
        'not-applicable': count('not-applicable'),
      },
      failed: {
        critical: failed('critical'),
        high: failed('high'),
        medium: failed('medium'),
        low: failed('low'),
        info: failed('info'),
      },
    };
  });

function posture(made: ClusterReport): PostureValue {
  return {
    runId: '00000000-0000-4000-8000-000000000001',
    clusterId: '/c/1',
    name: made.name,
    requestedBy: null,
    startedAt: now.toISOString(),
    run: {
      state: 'done',
      finishedAt: now.toISOString(),
      report: made,
      comparison: {
        previousAt: now.toISOString(),
        new: made.results.slice(0, 3).map(({ check }) => check),
        fixed: ['AKS-API-1'],
        unchanged: [],
        becameUnknown: [],
      },
    },
  };
}

function tools(state: Record<string, unknown> = {}) {
  const page = typeof state.page === 'number' ? state.page : 0;
  return { ...createDrawing(), now, state, page, slashCommand: '/aks' };
}

test('a report is legal for Slack whatever the cluster is called and however much is found', () => {
  fc.assert(
    fc.property(report, fc.integer({ min: 0, max: 20 }), (made, page) => {
      expectLegal(renderPosture(posture(made), tools({ page })));
      expectLegal(renderPosture(posture(made), tools({ severity: 'high', layer: 'Network' })));
    }),
    { numRuns: 60 },
  );
});

test('the pages of a report together hold every result', () => {
  fc.assert(
    fc.property(report, (made) => {
      let seen = 0;
      for (let page = 0; page < 400 && seen < made.results.length; page += 1) {
        const { blocks } = renderPosture(posture(made), tools({ page }));
        const table = blocks.find(({ type }) => type === 'data_table') as
          | { rows: unknown[] }
          | undefined;
        if (!table) break;
        seen += table.rows.length - 1;
      }
      expect(seen).toBe(made.results.length);
    }),
    { numRuns: 25 },
  );
});

test('details are legal for Slack, with a trend of any length', () => {
  const point = fc.record({
    at: fc.constant(now.toISOString()),
    score: fc.integer({ min: 0, max: 100 }),
    grade: fc.constant('C'),
  });
  fc.assert(
    fc.property(report, fc.array(point, { minLength: 1, maxLength: 20 }), (made, trend) => {
      const rendered = renderDetails({ report: made, trend, requestedBy: null });
      expectLegal(rendered);
      expect(rendered.attachment?.content.length).toBeGreaterThan(50);
    }),
    { numRuns: 60 },
  );
});

test('the report as a file comes with a message that is legal, and holds no markup but its own', () => {
  fc.assert(
    fc.property(report, fc.constantFrom(undefined, 'cis', 'policy'), (made, framework) => {
      const rendered = renderFile(posture(made), { state: { framework } });
      expectLegal(rendered);
      const { content = '', filename } = rendered.attachment ?? {};
      expect(filename).toMatch(/^posture-[\w.-]*\.html$/);
      expect(content).toMatch(/^<!doctype html>/);
      expect(content).not.toMatch(/<(script|img|iframe|b|i)[\s>]/);
    }),
    { numRuns: 40 },
  );
});

test('a run that goes on or failed is legal for Slack', () => {
  fc.assert(
    fc.property(name, hostile, (called, text) => {
      const common = { ...posture({ results: [] } as never), name: called };
      const running = { state: 'running' as const, progress: { done: 1, of: 9, now: text } };
      expectLegal(renderPosture({ ...common, run: running }, tools()));
      expectLegal(renderPosture({ ...common, run: { ...running, progress: null } }, tools()));
      expectLegal(
        renderPosture({ ...common, run: { state: 'failed', message: text, hint: text } }, tools()),
      );
    }),
  );
});

test('lists are legal for Slack', () => {
  const cluster = fc.record({ name, env: name });
  fc.assert(
    fc.property(
      fc.array(cluster, { minLength: 1, maxLength: 300, size: 'max' }),
      hostile,
      (clusters, filter) => {
        const overview = clusters.map((each) => ({
          cluster: {
            id: '/c',
            name: each.name,
            resourceGroup: each.name,
            subscriptionId: 's',
            location: 'l',
            tags: { env: each.env },
          },
          version: each.env,
          state: 'Stopped',
          last: { grade: 'A', score: 99, critical: 0, high: 0, at: now },
        }));
        expectLegal(clustersList({ overview, filter, slashCommand: '/aks' }));
        const offered = overview.map((each) => each.cluster);
        for (const kind of ['none', 'several'] as const)
          expectLegal(
            whichCluster(
              {
                word: filter,
                line: `posture ${filter}`,
                kind,
                offered,
                seesAny: true,
                slashCommand: '/aks',
              },
              tools(),
            ),
          );
        const entries = overview.map((each, seq) => ({
          seq,
          at: now,
          kind: 'change.proposed',
          actor: { teamId: 'T', userId: 'U', name: each.cluster.name },
          subject: { clusterId: each.cluster.id },
          data: { [filter]: each.cluster },
        }));
        expectLegal(trailList({ entries, cluster: filter }));
      },
    ),
    { numRuns: 40 },
  );
});

test('words about words are legal for Slack', () => {
  fc.assert(
    fc.property(name, name, (problem, instead) => {
      expectLegal(wrongWords({ problem, instead, slashCommand: '/aks' }, tools()));
      expectLegal(wrongWords({ problem, command: 'posture', slashCommand: '/aks' }, tools()));
      expectLegal(needsMore({ command: 'posture', needed: ['name'], line: problem }, tools()));
    }),
  );
});

test('help is legal for Slack, and shows every command', () => {
  const value = { commands, slashCommand: '/aks', botUserId: 'U0BRIDGE' };
  const overview = helpOverview(value);
  expectLegal(overview);
  for (const command of commands) {
    expect(JSON.stringify(overview.blocks)).toContain(`/aks ${command.name}`);
    expectLegal(helpFor(command, value));
  }
});

test('the worst comes first, and what is unknown is never called clear', () => {
  fc.assert(
    fc.property(report, (made) => {
      const { text } = renderPosture(posture(made), tools());
      if (made.failed.critical > 0) expect(text).toMatch(/^Critical/);
      else if (made.totals.fail === 0 && made.totals.unknown > 0) expect(text).toMatch(/^Unknown/);
      if (made.totals.unknown > 0) expect(text).toMatch(/unknown|nothing could be read/i);
    }),
    { numRuns: 60 },
  );
});
