/** The range of time of a query. https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format */
import { badArgument } from './errors.ts';
import type { Window } from './sources.ts';

const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * `start/end`, `duration`, `start/duration` or `duration/end`, as ISO 8601.
 * @throws LogsError 400
 */
export function parseTimespan(given: unknown, now: number): Window | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const [first = '', second] = String(given).split('/');
  if (second === undefined) return { from: now - lengthOf(first, given), until: now };
  if (first.startsWith('P')) {
    const until = timeOf(second, given);
    return { from: until - lengthOf(first, given), until };
  }
  const from = timeOf(first, given);
  return {
    from,
    until: second.startsWith('P') ? from + lengthOf(second, given) : timeOf(second, given),
  };
}

function timeOf(text: string, given: unknown): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw wrong(given);
  return time;
}

function lengthOf(text: string, given: unknown): number {
  const match = duration.exec(text);
  if (!match || text === 'P') throw wrong(given);
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const all = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return all * 1000;
}

function wrong(given: unknown) {
  return badArgument({
    code: 'InvalidTimespan',
    message: `The timespan '${String(given).slice(0, 80)}' is not an ISO 8601 interval`,
  });
}
