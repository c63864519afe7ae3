import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { IncidentNote, IncidentValue } from '../../../src/forbidden/alerts/types.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { incidentMessage } from '../../../src/slack/views/incident.ts';
import { incidentNote } from '../../../src/slack/views/incident-note.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

/** What attackers put into names and agents, short and far too long. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.constantFrom('<!channel> now', '<https://evil.example|click>', '& < >', '*bold* _it_ `x`'),
  fc.constant('&'.repeat(3000)),
);
const time = fc.constant('2026-11-24T02:10:00.000Z');
const count = fc.nat(100_000);
const person = fc.record({
  teamId: fc.constant('T0DRAWBRG'),
  userId: fc.constantFrom('U0RIVERA', 'drawbridge'),
  name: text,
});
const severity = fc.constantFrom('critical', 'high', 'medium', 'low', 'info' as const);
const state = fc.constantFrom('open', 'acknowledged', 'muted', 'resolved' as const);
const cluster = fc.record({ id: text, name: text, tags: fc.constant({}) });
const cause = fc.oneof(
  fc.record({ kind: fc.constant('actor' as const), actor: text }),
  fc.record({
    kind: fc.constant('change' as const),
    at: fc.oneof(time, text),
    by: text,
    what: text,
  }),
  fc.record({ kind: fc.constant('outage' as const), since: time, why: text }),
  fc.record({ kind: fc.constant('flood' as const), place: text, most: count }),
);
const member = fc.record({
  alertId: fc.uuid(),
  cluster,
  actor: text,
  actorClass: fc.constantFrom('person', 'anonymous', 'gitops' as const),
  kind: fc.oneof(text, fc.constant('quota')),
  resourceClass: fc.constantFrom('secrets', 'exec', 'other' as const),
  detection: text,
  severity,
  state,
  calls: count,
  firstCallAt: time,
  lastCallAt: time,
});

const incident: fc.Arbitrary<IncidentValue> = fc.record({
  id: fc.uuid(),
  cause,
  state,
  severity,
  // None where all were forgotten, and more than fit.
  members: fc.oneof(
    fc.array(member, { maxLength: 4 }),
    fc.array(member, { minLength: 60, maxLength: 60 }),
  ),
  clusters: fc.array(cluster, { maxLength: 3 }),
  actors: count,
  calls: count,
  callsInLastHour: count,
  bins: fc.nat(60).map((length) =>
    Array.from({ length }, (_none, index) => ({
      at: new Date(Date.parse('2026-11-24T02:10:00Z') + index * 600_000).toISOString(),
      calls: index,
    })),
  ),
  acknowledged: fc.option(fc.record({ by: person, until: time })),
  resolved: fc.option(fc.record({ by: fc.option(person), at: time })),
  openedAt: time,
  firstCallAt: time,
  lastCallAt: time,
  can: fc.record({ acknowledge: fc.boolean(), unacknowledge: fc.boolean(), resolve: fc.boolean() }),
});

const note: fc.Arbitrary<IncidentNote> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('worse' as const), alerts: count, acknowledgedBy: fc.option(person) },
    reasons: fc.array(text, { maxLength: 6 }),
  }),
  fc.record({
    ...{ kind: fc.constant('grown' as const), before: count, alerts: count, clusters: count },
    ...{ actors: count, acknowledgedBy: fc.option(person) },
  }),
  fc.record({
    ...{ kind: fc.constant('reopened' as const), resolvedAt: time, alerts: count },
    reasons: fc.array(text, { maxLength: 6 }),
  }),
  fc.record({ kind: fc.constant('lapsed' as const), by: person, calls: count }),
  fc.record({ kind: fc.constant('unmuted' as const) }),
);

it('the message of an incident is legal, however many it is about and whatever they are called', () => {
  fc.assert(
    fc.property(incident, (value) => {
      const rendered = incidentMessage(value, createDrawing());
      expectLegal(rendered);
      expect(rendered.text).not.toMatch(/<!channel>|<https:\/\/evil/);
    }),
    { numRuns: 100 },
  );
});

it('what is said in its thread is legal too', () => {
  fc.assert(
    fc.property(incident, note, (value, said) => {
      const at = '2026-11-24T02:10:00.000Z';
      const rendered = incidentNote({ note: said, at, incident: value });
      expectLegal(rendered);
      expect(rendered.text).not.toMatch(/<!channel>|<https:\/\/evil/);
    }),
    { numRuns: 100 },
  );
});
