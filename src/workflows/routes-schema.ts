/** routes.yaml: who is told what. */
import { z } from 'zod';
import { timezone } from '../config/timezone.ts';
import { clusterFilters } from '../fleet/filter-schema.ts';
import { detections } from '../forbidden/detections/index.generated.ts';
import { timetable } from './cron.ts';
import { destination, oneOf, runKind, severity, slug } from './schema.ts';

const clock = z
  .string('should be a time such as "22:00", in quotes')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
    error: ({ input }) => `"${input}" is no time of day; write for example "22:00"`,
  });

const found = ['forbidden', ...detections.map(({ id }) => id)] as [string, ...string[]];

const namespace = z
  .string('should be a namespace, such as payments or team-*')
  .regex(/^[a-z0-9*-]{1,63}$/, {
    error: ({ input }) => `"${input}" is no namespace; write for example payments or team-*`,
  });

const digest = z
  .string('should be a time, such as "daily 09:00"')
  .refine((text) => digestSchedule(text) !== undefined, {
    error: ({ input }) => `"${input}" is no time; write "daily 09:00" or "weekly mon 09:00"`,
  });

const match = z
  .strictObject(
    {
      severity: severity.optional().describe('This severity or a worse one.'),
      run: z
        .array(runKind, 'should be a list of what workflows run, such as [posture, drift]')
        .min(1, 'is empty')
        .optional()
        .describe('What was run.'),
      workflow: z
        .array(slug, 'should be a list of names')
        .min(1, 'is empty')
        .optional()
        .describe('Which workflow.'),
      clusters: clusterFilters
        .optional()
        .describe('A cluster that it is about: a name, `tag:env=prod`.'),
      namespaces: z
        .array(namespace, 'should be a list of namespaces')
        .min(1, 'is empty')
        .optional()
        .describe('A namespace that it is about; `*` stands for any letters.'),
      detections: z
        .array(oneOf(found), `should be a list of ${found.join(', ')}`)
        .min(1, 'is empty')
        .optional()
        .describe('What an alert was found by: `forbidden`, or the id of a detection.'),
    },
    'should be what has to fit: severity, run, workflow, clusters, namespaces, detections',
  )
  .default({});

const quiet = z
  .strictObject(
    {
      from: clock.describe('When it begins, as "20:00".'),
      to: clock.describe('When it ends, perhaps the next day.'),
      timezone: timezone.default('UTC').describe('Where it is that time.'),
      except: severity
        .default('critical')
        .describe('This severity or a worse one is told at once.'),
    },
    'should be { from: "22:00", to: "07:00", timezone: Europe/Berlin }',
  )
  .refine(({ from, to }) => from !== to, 'begins when it ends; it would be quiet always or never');

const route = z.strictObject(
  {
    name: slug.describe('What a workflow calls it in `notify`.'),
    match: match.describe('All that is said has to fit; nothing said fits everything.'),
    to: destination.describe('Where it goes.'),
    continue: z
      .boolean('should be true or false')
      .default(false)
      .describe('true: the routes below are asked too.'),
    quiet: quiet
      .optional()
      .describe('From when to when messages are held back until it ends, alerts too.'),
    digest: digest
      .optional()
      .describe(
        'Collects, and tells all of it in one message at that time: "daily 09:00", "weekly mon 09:00". Alerts are only listed then.',
      ),
    timezone: timezone.default('UTC').describe('Where it is the time of the digest.'),
  },
  'should be a route: name, match, to',
);

export const routesSchema = z
  .strictObject(
    {
      routes: z
        .array(route, 'should be a list of routes')
        .default([])
        .describe('Asked from the top; the first that fits decides.'),
      fallback: destination
        .optional()
        .describe(
          'Where it goes when none fits, and where Drawbridge says that a file is broken. Without it, alerts go to the channel for alerts that the file of rights names.',
        ),
    },
    'should have routes, and may have a fallback',
  )
  .superRefine(({ routes }, context) => {
    routes.forEach(({ name }, index) => {
      if (routes.findIndex((each) => each.name === name) === index) return;
      const message = `"${name}" is the name of a route above`;
      context.addIssue({ code: 'custom', path: ['routes', index, 'name'], message });
    });
  });

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Five fields; undefined for what is no time. */
function digestSchedule(text: string): string | undefined {
  const [, often, day, hour, minute] =
    /^(daily|weekly) (?:(sun|mon|tue|wed|thu|fri|sat) )?([01]\d|2[0-3]):([0-5]\d)$/i.exec(text) ??
    [];
  if (!often || (often.toLowerCase() === 'weekly') !== (day !== undefined)) return undefined;
  const weekday = day === undefined ? '*' : days.indexOf(day.toLowerCase());
  return `${Number(minute)} ${Number(hour)} * * ${weekday}`;
}

/** When what comes now is told. */
export function digestDue(
  { digest: text, timezone: zone }: Pick<Route, 'digest' | 'timezone'>,
  now: Date,
): Date | undefined {
  const schedule = text === undefined ? undefined : digestSchedule(text);
  return schedule === undefined
    ? undefined
    : timetable({ schedule, timezone: zone }).next(1, now)[0];
}

export type Routes = z.output<typeof routesSchema>;
export type Route = Routes['routes'][number];
