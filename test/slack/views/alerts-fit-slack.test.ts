import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertValue, Note } from '../../../src/forbidden/alerts/types.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { alertMessage } from '../../../src/slack/views/alert.ts';
import { alertNote } from '../../../src/slack/views/alert-note.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

/** What attackers put into names, agents and resources, short and far too long. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.constantFrom('<!channel> now', '<https://evil.example|click>', '& < >', '*bold* _it_ `x`'),
  fc.string({ minLength: 2000, maxLength: 4000 }),
  fc.constant('&'.repeat(3000)),
);
const texts = (maxLength: number) => fc.array(text, { maxLength });
const time = fc.constant('2026-11-24T02:10:00.000Z');
const person = fc.record({
  teamId: fc.constant('T0DRAWBRG'),
  userId: fc.constantFrom('U0RIVERA', 'drawbridge'),
  name: text,
});
const count = fc.nat(100_000);
const severity = fc.constantFrom('critical', 'high', 'medium', 'low', 'info' as const);

const change = fc.record({ at: fc.oneof(time, text), by: text, what: text });

const alert: fc.Arbitrary<AlertValue> = fc.record({
  id: fc.uuid(),
  state: fc.constantFrom('open', 'acknowledged', 'muted', 'resolved' as const),
  severity,
  cluster: fc.record({ id: text, name: text, tags: fc.constant({}) }),
  sighting: fc.record({
    ...{
      clusterId: text,
      detection: text,
      actor: text,
      kind: fc.oneof(text, fc.constant('quota')),
    },
    actorClass: fc.constantFrom('person', 'anonymous', 'gitops', 'local-admin' as const),
    resourceClass: fc.constantFrom('secrets', 'exec', 'other' as const),
    ...{ severity, calls: count, first: time, last: time },
    bins: fc.constant([]),
    ...{ verbs: texts(20), resources: texts(20), namespaces: texts(20), addresses: texts(20) },
    ...{ agents: texts(20), auditIds: texts(20) },
    distinct: fc.record({ resources: count, namespaces: count, addresses: count, agents: count }),
    suspicion: fc.record({
      ...{ level: fc.constantFrom('low', 'high' as const), score: fc.nat(100), reasons: texts(8) },
    }),
    noise: fc.constant(false),
  }),
  seen: fc.record({
    ...{ verbs: texts(50), resources: texts(50), namespaces: texts(50), addresses: texts(50) },
    agents: texts(50),
  }),
  calls: count,
  callsInLastHour: count,
  bins: fc.nat(60).map((length) =>
    Array.from({ length }, (_none, index) => ({
      at: new Date(Date.parse('2026-11-24T02:10:00Z') + index * 600_000).toISOString(),
      calls: index,
    })),
  ),
  context: fc.record({
    title: fc.option(text),
    todo: fc.option(text),
    succeeded: fc.array(
      fc.record({
        what: text,
        calls: count,
        first: fc.oneof(time, text),
        last: fc.oneof(time, text),
      }),
      { maxLength: 20 },
    ),
    changes: fc.array(change, { maxLength: 20 }),
    brokenBy: fc.option(change),
    unread: texts(9),
  }),
  incidentId: fc.option(fc.uuid()),
  acknowledged: fc.option(fc.record({ by: person, until: time })),
  resolved: fc.option(fc.record({ by: fc.option(person), at: time })),
  firstCallAt: time,
  lastCallAt: time,
  can: fc.record({
    ...{ acknowledge: fc.boolean(), unacknowledge: fc.boolean() },
    ...{ mute: fc.boolean(), resolve: fc.boolean() },
  }),
});

const note: fc.Arbitrary<Note> = fc.oneof(
  fc.record({
    kind: fc.constant('worse' as const),
    reasons: texts(5),
    was: fc.constantFrom('open', 'acknowledged', 'muted' as const),
    acknowledgedBy: fc.option(person),
  }),
  fc.record({ kind: fc.constant('reopened' as const), resolvedAt: time, reasons: texts(5) }),
  fc.record({ kind: fc.constant('lapsed' as const), by: person, calls: count }),
  fc.record({ kind: fc.constant('joined' as const), incidentId: fc.uuid(), alerts: count }),
  fc.record({
    ...{ kind: fc.constant('samples' as const), auditIds: texts(10), verbs: texts(20) },
    ...{ resources: texts(20), heldBack: count, since: time },
  }),
);

it('the message of an alert is legal, whatever attackers are called', () => {
  fc.assert(
    fc.property(alert, (value) => {
      const rendered = alertMessage({ ...value, logsUrl: null }, createDrawing());
      expectLegal(rendered);
      expect(rendered.text).not.toMatch(/<!channel>|<https:\/\/evil/);
    }),
    { numRuns: 150 },
  );
});

it('what is said in its thread is legal too', () => {
  fc.assert(
    fc.property(alert, note, (value, said) => {
      const rendered = alertNote({ note: said, at: '2026-11-24T02:10:00.000Z', alert: value });
      expectLegal(rendered);
      expect(rendered.text).not.toMatch(/<!channel>|<https:\/\/evil/);
    }),
    { numRuns: 150 },
  );
});
