import { expect, test } from 'vitest';
import { loadFreezes, stretchAt } from '../../src/remediation/freeze-windows.ts';
import { timetable } from '../../src/workflows/cron.ts';
import { quietUntil } from '../../src/workflows/quiet.ts';

const timezone = 'Europe/Berlin';
const minuteMs = 60_000;

/** The times at which a run is begun, where somebody looks each minute. */
function runs(schedule: string, from: string, to: string): string[] {
  const times = timetable({ schedule, timezone });
  const seen = new Set<string>();
  for (let at = Date.parse(from); at <= Date.parse(to); at += minuteMs) {
    const last = times.last(new Date(at));
    if (last && last >= new Date(from)) seen.add(last.toISOString().slice(0, 16));
  }
  return [...seen];
}

test('a time that is left out in spring comes as soon as it can, and one that comes twice in autumn counts once', () => {
  expect(runs('30 2 * * *', '2027-03-28T00:00:00Z', '2027-03-29T12:00:00Z')).toEqual([
    '2027-03-28T01:00',
    '2027-03-29T00:30',
  ]);
  expect(runs('30 2 * * *', '2026-10-25T00:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ]);
});

test('what runs often goes on in the hour that comes twice', () => {
  expect(runs('*/30 * * * *', '2026-10-25T00:00:00Z', '2026-10-25T02:29:00Z')).toEqual([
    '2026-10-25T00:00',
    '2026-10-25T00:30',
    '2026-10-25T01:00',
    '2026-10-25T01:30',
    '2026-10-25T02:00',
  ]);
});

const quiet = (from: string, to: string, at: string) =>
  quietUntil({ from, to, timezone, except: 'critical' }, 'high', new Date(at))?.toISOString();

test('quiet hours that ended once do not begin again when the clock shows that time a second time', () => {
  expect(quiet('20:00', '02:30', '2026-10-25T00:15:00Z')).toBe('2026-10-25T00:30:00.000Z');
  expect(quiet('20:00', '02:30', '2026-10-25T00:45:00Z')).toBeUndefined();
  expect(quiet('20:00', '02:30', '2026-10-25T01:15:00Z')).toBeUndefined();
  expect(quiet('20:00', '06:00', '2026-10-25T01:15:00Z')).toBe('2026-10-25T05:00:00.000Z');
});

test('quiet hours end in spring even where their end is left out, and last no day where both are', () => {
  expect(quiet('20:00', '02:30', '2027-03-28T00:45:00Z')).toBe('2027-03-28T01:00:00.000Z');
  expect(quiet('20:00', '02:30', '2027-03-28T01:15:00Z')).toBeUndefined();
  expect(quiet('02:10', '03:00', '2027-03-28T01:15:00Z')).toBeUndefined();
});

test('a freeze lasts no week where clocks are turned past it', () => {
  const [window] = loadFreezes(
    `freezes: [{ from: Sun 02:10, to: Sun 03:00, timezone: ${timezone}, reason: backup }]`,
  );
  if (!window) throw new Error('none was read');
  expect(stretchAt(window, new Date('2027-03-28T01:15:00Z'))).toBeNull();
  expect(stretchAt(window, new Date('2027-04-04T00:15:00Z'))?.until.toISOString()).toBe(
    '2027-04-04T01:00:00.000Z',
  );
});
