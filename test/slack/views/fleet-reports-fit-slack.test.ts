import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClusterDigest } from '../../../src/posture/fleet/digest.ts';
import { fleetReport } from '../../../src/posture/fleet/report.ts';
import { fleetToMarkdown, fleetToTable } from '../../../src/posture/report/fleet.ts';
import { severities } from '../../../src/posture/severity.ts';
import type { OutcomeKind } from '../../../src/posture/types.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import type { FleetValue } from '../../../src/slack/views/fleet-value.ts';
import { render as renderFleet } from '../../../src/slack/views/posture-fleet.ts';
import { render as renderHistory } from '../../../src/slack/views/posture-history.ts';
import { render as renderOwner } from '../../../src/slack/views/posture-owner.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

const now = new Date('2026-11-23T12:00:00Z');
const hostile = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<https://evil.example|click>',
    '*`_~',
    '\u202E',
    '\uD800',
    '😀'.repeat(400),
    'long words '.repeat(200),
    '&'.repeat(2_999),
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
);
const words = hostile.filter((text) => text.trim() !== '');

const checks = fc
  .array(fc.record({ title: words, severity: fc.constantFrom(...severities) }), {
    minLength: 1,
    maxLength: 220,
    size: 'max',
  })
  .map((all) => all.map((each, index) => ({ ...each, id: `AKS-IAM-${index}` as const })));

const outcome = fc.constantFrom<OutcomeKind>('pass', 'fail', 'unknown', 'not-applicable', 'waived');

const fleet = fc
  .record({
    checks,
    names: fc.array(fc.record({ name: words, owner: fc.option(words) }), {
      maxLength: 130,
      size: 'max',
    }),
    outcomes: fc.array(outcome, { minLength: 7, maxLength: 60 }),
    unread: fc.array(fc.record({ name: words, reason: hostile }), { maxLength: 30 }),
  })
  .map((made) => {
    const digests = made.names.map(({ name, owner }, index): ClusterDigest => {
      const outcomes = Object.fromEntries(
        made.checks.map(({ id }, place) => [
          id,
          made.outcomes[(index + place) % made.outcomes.length] as OutcomeKind,
        ]),
      );
      const failed = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
      for (const { id, severity } of made.checks)
        if (outcomes[id] === 'fail') failed[severity] += 1;
      const unknown = Object.values(outcomes).filter((each) => each === 'unknown').length;
      return {
        id: `/${index}`,
        name,
        owner,
        grade: 'C',
        score: 50,
        failed,
        unknown,
        outcomes,
        previousAt: null,
        new: [made.checks[0]?.id ?? ''],
      };
    });
    const lost = made.unread.map((each, index) => ({ id: `/lost/${index}`, ...each }));
    return fleetReport(digests, lost, made.checks);
  });

function tools(state: Record<string, unknown> = {}) {
  const page = typeof state.page === 'number' ? state.page : 0;
  return { ...createDrawing(), now, state, page, slashCommand: '/aks' };
}

function shown(run: FleetValue['run'], filter = 'all'): FleetValue {
  return {
    fleetRunId: '00000000-0000-4000-8000-000000000001',
    filter,
    requestedBy: null,
    of: 60,
    run,
  };
}

function done(report: ReturnType<typeof fleetReport>) {
  const runs = Object.fromEntries(report.clusters.map(({ id }) => [id, `run-${id}`]));
  return { state: 'done' as const, finishedAt: now.toISOString(), report, runs };
}

test('a report on a fleet is legal for Slack, however many clusters, checks and teams there are', () => {
  fc.assert(
    fc.property(fleet, words, fc.integer({ min: 0, max: 9 }), (report, filter, page) => {
      expectLegal(renderFleet(shown(done(report), filter), tools({ page })));
      expectLegal(renderFleet(shown(done(report)), tools({ severity: 'high' })));
    }),
    { numRuns: 25 },
  );
});

test('the pages of a report on a fleet together hold every check that fails', () => {
  fc.assert(
    fc.property(fleet, (report) => {
      let seen = 0;
      for (let page = 0; page < 230 && seen < report.findings.length; page += 1) {
        const { blocks } = renderFleet(shown(done(report)), tools({ page }));
        const table = blocks.find(({ type }) => type === 'data_table') as unknown as {
          rows: unknown[];
        };
        seen += table.rows.length - 1;
      }
      expect(seen).toBe(report.findings.length);
    }),
    { numRuns: 10 },
  );
});

test('each team’s part is legal for Slack', () => {
  fc.assert(
    fc.property(fleet, (report) => {
      const { runs } = done(report);
      for (const part of report.owners.slice(0, 4)) {
        const owner = part.owner ?? 'nobody';
        const value = { ...part, owner, filter: 'all', finishedAt: now.toISOString(), runs };
        expectLegal(renderOwner({ ...value, requestedBy: null }, tools()));
      }
    }),
    { numRuns: 20 },
  );
});

test('what could not be read is never called clear', () => {
  fc.assert(
    fc.property(fleet, (report) => {
      const { text } = renderFleet(shown(done(report)), tools());
      const anyFailed = severities.some((severity) => report.failed[severity] > 0);
      if (anyFailed) expect(text).not.toMatch(/^(Clear|Unknown)/);
      else if (report.unknown + report.unread.length > 0) expect(text).toMatch(/^Unknown/);
    }),
    { numRuns: 40 },
  );
});

test('a run over a fleet that goes on or failed is legal for Slack', () => {
  fc.assert(
    fc.property(words, hostile, (filter, text) => {
      const running = { state: 'running' as const, done: 3, failed: 1, waiting: text };
      expectLegal(renderFleet(shown(running, filter), tools()));
      expectLegal(
        renderFleet(shown({ state: 'failed', message: text, hint: text }, filter), tools()),
      );
    }),
  );
});

test('a history is legal for Slack, with a chart from the second run on and the same numbers in words', () => {
  const number = fc.integer({ min: 0, max: 100 });
  const past = fc.record({
    finishedAt: fc.constant(now),
    grade: fc.constantFrom('A', 'F'),
    score: number,
    failed: fc.record({
      critical: number,
      high: number,
      medium: number,
      low: number,
      info: number,
    }),
    unknown: number,
  });
  fc.assert(
    fc.property(words, fc.array(past, { maxLength: 20 }), (name, runs) => {
      const rendered = renderHistory({ name, runs }, { slashCommand: '/aks' });
      expectLegal(rendered);
      const charts = rendered.blocks.filter(({ type }) => type === 'data_visualization');
      expect(charts).toHaveLength(runs.length > 1 ? 2 : 0);
      for (const { score } of runs) expect(rendered.text).toContain(` ${score} (`);
    }),
    { numRuns: 60 },
  );
});

test('no name steers a terminal or breaks a table in Markdown', () => {
  fc.assert(
    fc.property(fleet, (report) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(fleetToTable(report)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      const plain = (text: string) => text.replaceAll(/[|\n<]/g, '-');
      expect(fleetToMarkdown(report, { plain })).not.toContain('<!channel>');
    }),
    { numRuns: 20 },
  );
});
