/** Times in which nothing is applied, as files name them: once, or each week. */
import { Cron } from 'croner';
import { z } from 'zod';
import { loadSection } from '../config/section.ts';
import { timezone } from '../config/timezone.ts';
import { clusterFilters } from '../fleet/filter-schema.ts';

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const once = /^\d{4}-\d\d-\d\d(?:[ T]([01]\d|2[0-3]):[0-5]\d)?$/;
const weekly = /^(sun|mon|tue|wed|thu|fri|sat) ([01]\d|2[0-3]):[0-5]\d$/i;

const moment = z.string('should be a time, such as "2026-12-18 16:00" or "Fri 16:00"').refine(
  (text) => {
    if (weekly.test(text)) return true;
    if (!once.test(text)) return false;
    const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  },
  {
    error: ({ input }) =>
      `"${input}" is no time; write "2026-12-18 16:00", or "Fri 16:00" for each week`,
  },
);

export const freezeWindowSchema = z
  .strictObject(
    {
      from: moment.describe('When it begins: "2026-12-18 16:00", or each week "Fri 16:00".'),
      to: moment.describe('When it ends, written in the same way.'),
      timezone: timezone.default('UTC').describe('Where it is that time.'),
      clusters: clusterFilters.default('all').describe('Which clusters.'),
      reason: z
        .string('should say why')
        .trim()
        .min(1, 'is empty')
        .max(200, 'is longer than 200 characters')
        .describe('Why, for whoever has to wait.'),
    },
    'should be { from: "2026-12-18 16:00", to: "2027-01-04 08:00", reason: … }',
  )
  .superRefine(({ from, to }, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', path: ['to'], message });
    if (weekly.test(from) !== weekly.test(to))
      say(`"${to}" and "${from}" are not of one kind: write two dates, or two days of the week`);
    else if (from.toLowerCase() === to.toLowerCase()) say(`"${to}" is when it begins`);
    else if (!weekly.test(from) && dated(from) > dated(to)) say(`"${to}" is before it begins`);
  });

export type FreezeWindow = z.output<typeof freezeWindowSchema>;

/**
 * Section `freezes` of the configuration file:
 *
 *     freezes:
 *       - from: "2026-12-18 16:00"         # or each week: "Fri 16:00"
 *         to: "2027-01-04 08:00"
 *         timezone: Europe/Berlin
 *         clusters: tag:env=prod
 *         reason: the end of the year
 *
 * @throws ConfigError with line and column
 */
export function loadFreezes(yamlText: string, { file }: { file?: string } = {}): FreezeWindow[] {
  return loadSection(yamlText, {
    name: 'freezes',
    schema: z.array(freezeWindowSchema, 'should be a list of times').default([]),
    keys: ['from', 'to', 'timezone', 'clusters', 'reason'],
    file,
  });
}

/** The stretch that holds at a time; null where none does. */
export function stretchAt(
  { from, to, timezone: zone }: FreezeWindow,
  at: Date,
): { from: Date; until: Date } | null {
  const begin = lastBefore(from, zone, at);
  const until = begin && firstAfter(to, zone, begin);
  return begin && until && at < until ? { from: begin, until } : null;
}

/** Croner looks before a time and by whole seconds, and the time itself counts. */
function lastBefore(moment: string, zone: string, at: Date): Date | null {
  const earlier = cron(moment, zone).previousRuns(2, new Date(at.getTime() + 1_000));
  return earlier.find((each) => each <= at) ?? null;
}

/** Both may come at once, where clocks are turned past them. */
function firstAfter(moment: string, zone: string, begin: Date): Date | null {
  return cron(moment, zone).nextRuns(1, new Date(begin.getTime() - 1_000))[0] ?? null;
}

function cron(moment: string, zone: string): Cron {
  const options = { timezone: zone, paused: true } as const;
  if (!weekly.test(moment)) return new Cron(dated(moment), options);
  const [day = '', clock = ''] = moment.toLowerCase().split(' ');
  const [hour, minute] = clock.split(':').map(Number);
  return new Cron(`${minute} ${hour} * * ${days.indexOf(day)}`, { ...options, mode: '5-part' });
}

/** As ISO 8601 without a zone. */
function dated(moment: string): string {
  return `${moment.slice(0, 10)}T${moment.slice(11) || '00:00'}:00`;
}
