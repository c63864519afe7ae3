/** One file of workflows/: what it may hold. Types, messages, JSON Schema and documentation are made from this. */
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { timezone } from '../config/timezone.ts';
import { clusterFilters } from '../fleet/filter-schema.ts';
import { severities } from '../posture/severity.ts';
import { remediations } from '../remediation/actions/index.generated.ts';
import { approvalSchema } from './approval.ts';
import { scheduleProblem } from './cron.ts';
import { runners } from './runners/index.generated.ts';
import { runs } from './runs.ts';

const changes = ['new', 'changed', 'resolved'] as const;

const runKinds = runs.map(({ run }) => run) as [string, ...string[]];

export const runKind = z.enum(runKinds, {
  error: ({ input }) =>
    `"${input}" is not one of ${runners.map(({ run }) => run).join(', ')}, and no id of a detection${suggestion(String(input), runKinds)}`,
});

export const slug = z.string('should be a name').regex(/^[a-z0-9][a-z0-9-]{0,49}$/, {
  error: ({ input }) => `"${input}" is no name: up to 50 of a-z 0-9 -, such as posture-daily`,
});

export const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, { error: ({ input }) => `"${input}" is not one of ${values.join(', ')}` });

export const severity = oneOf(severities);

const remediation = z.enum(remediations.map(({ id }) => id) as [string, ...string[]], {
  error: ({ input }) =>
    `"${input}" is no remediation: known are ${remediations.map(({ id }) => id).join(', ')}${suggestion(
      String(input),
      remediations.map(({ id }) => id),
    )}`,
});

const channel = z
  .string('should be the id of a channel, such as C0SECOPS0')
  .regex(/^[CG][A-Z0-9]{4,}$/, {
    error: ({ input }) =>
      `"${input}" is not the id of a channel; it looks like C0SECOPS0 (in Slack: View channel details, at the bottom)`,
  });
const person = z
  .string('should be the id of a person, such as U0CHEN00')
  .regex(/^[UW][A-Z0-9]{4,}$/, {
    error: ({ input }) =>
      `"${input}" is not the id of a person; it looks like U0CHEN00 (in Slack: View profile, Copy member ID)`,
  });

/** Where a message goes: a channel, a person, or the channel of the team that owns the cluster. */
export const destination = z.union(
  [
    z.strictObject({ channel }),
    z.strictObject({ person }),
    z
      .literal('owner')
      .describe('The channel of the team that owns the cluster (section owners of CONFIG_FILE).'),
  ],
  'should be { channel: C0SECOPS0 }, { person: U0CHEN00 } or owner',
);

const schedule = z
  .string('should be five fields in quotes, such as "0 7 * * 1-5"')
  .superRefine((text, context) => {
    const message = scheduleProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

const times = z.strictObject(
  {
    schedule: schedule
      .optional()
      .describe(
        'When it runs by itself: minute, hour, day, month, weekday. Without it, it runs when somebody says so (`/aks run`), as `on: command` says too.',
      ),
    timezone: timezone.default('UTC').describe('The time zone of the schedule.'),
  },
  'should be { schedule: "0 7 * * 1-5", timezone: Europe/Berlin }, or command',
);

/** `command` says in a word that nothing runs by itself. */
const on = z.preprocess((value) => (value === 'command' ? {} : value), times);

const when = z.union(
  [
    z.literal('always').describe('A message after each run, even if nothing is different.'),
    z.strictObject({
      change: z
        .array(oneOf(changes), `should be a list of ${changes.join(', ')}`)
        .min(1, 'is empty')
        .default([...changes])
        .describe('Which differences to the last run are told.'),
      severity: severity.default('info').describe('The least severity that is told.'),
    }),
  ],
  'should be always, or { change: [new, changed, resolved], severity: high }',
);

export const workflowSchema = z
  .strictObject(
    {
      name: slug.describe('What it is called in `/aks schedule`; the same in no other file.'),
      description: z
        .string('should be a sentence')
        .trim()
        .min(1, 'is empty')
        .max(300, 'is longer than 300 characters')
        .describe('What it is for, in a sentence.'),
      on,
      clusters: clusterFilters.describe(
        'Which clusters: all, names such as aks-prod-*, tag:env=prod; several words in one filter have to fit all, and of a list one.',
      ),
      exclude: clusterFilters.optional().describe('Which of those are left out.'),
      run: runKind.describe(
        `${runners.map(({ run, summary }) => `${run}: ${summary}`).join('; ')}; or the id of a detection (docs/detections.md)`,
      ),
      with: z
        .record(z.string(), z.unknown(), 'should be settings of what is run')
        .default({})
        .describe('What the run is given.'),
      when: when
        .default({ change: [...changes], severity: 'info' })
        .describe('What of it is told. What could not be looked at is told in any case, once.'),
      notify: z
        .array(
          z.union(
            [slug, destination],
            'should be the name of a route, { channel: … }, { person: … } or owner',
          ),
          'should be a list of routes',
        )
        .min(1, 'is empty')
        .optional()
        .describe(
          'Who is told: routes of routes.yaml by name, or places. Without it, the routes decide by what each matches.',
        ),
      offer: z
        .array(remediation, 'should be a list of remediations')
        .min(1, 'is empty')
        .optional()
        .describe(
          `What whoever reads its report may ask for by a button: ${remediations.map(({ id }) => id).join(', ')}. Nothing is done by itself.`,
        ),
      approval: approvalSchema.optional(),
      enabled: z
        .boolean('should be true or false')
        .default(true)
        .describe('false: it neither runs by itself nor by command.'),
      shadow: z
        .boolean('should be true or false')
        .default(false)
        .describe(
          'true: it runs and tells nobody; `/aks schedule list` says how much it would have told.',
        ),
    },
    'should be a workflow: name, description, on, clusters, run',
  )
  .superRefine(({ run, with: given, offer }, context) => {
    const runner = runs.find((each) => each.run === run);
    if (offer && !runner?.remedies) {
      const those = runs.filter(({ remedies }) => remedies).map((each) => each.run);
      const message = `has nothing to offer: reports of "${run}" name no remediation, and those of ${those.join(', ')} do`;
      context.addIssue({ code: 'custom', path: ['offer'], message });
    }
    const read = runner?.with.safeParse(given);
    for (const issue of read?.error?.issues ?? [])
      context.addIssue({ ...issue, path: ['with', ...issue.path] } as never);
  });

/** `; did you mean drift?`, where something is near. */
function suggestion(word: string, among: readonly string[]): string {
  const [near] = among
    .map((run) => ({ run, far: distance(word.toLowerCase(), run) }))
    .filter(({ run, far }) => far <= Math.max(1, Math.floor(run.length / 3)))
    .sort((a, b) => a.far - b.far);
  return near ? `; did you mean ${near.run}?` : '';
}

/** One file, checked, with every default filled in. */
export type Workflow = z.output<typeof workflowSchema>;
export type Destination = z.output<typeof destination>;
