/** routes.yaml: who is told what. */
import { z } from 'zod';
import { timezone } from '../config/timezone.ts';
import { clusterFilters } from '../fleet/filter-schema.ts';
import { destination, oneOf, runKinds, severity, slug } from './schema.ts';

const clock = z
  .string('should be a time such as "22:00", in quotes')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
    error: ({ input }) => `"${input}" is no time of day; write for example "22:00"`,
  });

const match = z
  .strictObject(
    {
      severity: severity.optional().describe('This severity or a worse one.'),
      run: z
        .array(
          oneOf(runKinds as [string, ...string[]]),
          `should be a list of ${runKinds.join(', ')}`,
        )
        .min(1, 'is empty')
        .optional()
        .describe('What was run.'),
      workflow: z
        .array(slug, 'should be a list of names')
        .min(1, 'is empty')
        .optional()
        .describe('Which workflow.'),
      clusters: clusterFilters.optional().describe('A cluster that it is about.'),
    },
    'should be what has to fit: severity, run, workflow, clusters',
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
    quiet: quiet.optional().describe('From when to when messages are held back until it ends.'),
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
        .describe('Where it goes when none fits, and where Drawbridge says that a file is broken.'),
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

export type Routes = z.output<typeof routesSchema>;
export type Route = Routes['routes'][number];
