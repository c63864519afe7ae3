import ms, { type StringValue } from 'ms';
import { z } from 'zod';

export const verbs = ['read', 'propose', 'approve', 'break-glass', 'audit'] as const;
export type Verb = (typeof verbs)[number];

const risks = ['low', 'high', 'critical'] as const;
export type Risk = (typeof risks)[number];

/** Ids alone: people choose their names, so a name proves nothing. */
function slackId(what: string, pattern: RegExp, example: string) {
  return z.string(`should be the id of a ${what}, such as ${example}`).regex(pattern, {
    error: ({ input }) =>
      `"${input}" is not the id of a ${what}; it looks like ${example} (in Slack: View details, at the bottom)`,
  });
}

const userId = slackId('person', /^[UW][A-Z0-9]{4,}$/, 'U0CHEN00');
const channelId = slackId('channel', /^[CGD][A-Z0-9]{4,}$/, 'C0PLATFRM');
const teamId = slackId('team', /^[TE][A-Z0-9]{4,}$/, 'T0DRAWBRG');

/** A user group by its id, or by its handle, which Slack keeps unique; `@` is allowed before it. */
const group = z
  .string('should be the handle or the id of a user group, such as aks-oncall or S0ONCALL')
  .transform((text) => text.replace(/^@/, ''))
  .refine((text) => /^[\p{L}\p{N}._-]+$/u.test(text), {
    error: ({ input }) => `"${input}" is neither the handle nor the id of a user group`,
  });

const name = z
  .string('should be text')
  .trim()
  .min(1, 'is empty')
  .max(200, 'is longer than 200 characters');

const tagValue = z
  .union([z.string(), z.number(), z.boolean()], 'should be a value, such as prod')
  .transform(String);

/** `all`, a list of name patterns, or `{ names, tags }`, where both have to fit. */
const clusters = z.preprocess(
  (value) => {
    if (value === 'all') return {};
    if (typeof value === 'string') return { names: [value] };
    return Array.isArray(value) ? { names: value } : value;
  },
  z.strictObject(
    {
      names: z
        .array(name, 'should be a list of names, such as [aks-prod-*]')
        .min(1, 'is empty')
        .optional(),
      tags: z
        .record(
          z.string(),
          z.preprocess(
            (value) => (Array.isArray(value) ? value : [value]),
            z.array(tagValue).min(1, 'is empty'),
          ),
          'should be tags with their values, such as { env: prod }',
        )
        .optional(),
    },
    'should be all, a list of names such as [aks-prod-*], or { names: …, tags: … }',
  ),
);

export const people = {
  users: z.array(userId, 'should be a list of ids, such as [U0CHEN00]').default([]),
  groups: z.array(group, 'should be a list of user groups, such as [aks-oncall]').default([]),
};

const subjects = z.preprocess(
  (value) => (value === 'everyone' ? { everyone: true } : value),
  z
    .strictObject(
      {
        everyone: z.literal(true, 'can only be true').optional(),
        ...people,
        channels: z.array(channelId, 'should be a list of ids, such as [C0PLATFRM]').default([]),
      },
      'should be everyone, or users, groups or channels',
    )
    .refine(
      ({ everyone, users, groups, channels }) =>
        everyone || users.length + groups.length + channels.length > 0,
      'names nobody',
    ),
);

const verbList = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z
    .array(
      z.enum(verbs, {
        error: ({ input }) => `"${input}" is not one of ${verbs.join(', ')}`,
      }),
      `should be a list of ${verbs.join(', ')}`,
    )
    .min(1, 'is empty'),
);

const rule = z
  .strictObject(
    {
      name: name.optional(),
      allow: verbList.optional(),
      deny: verbList.optional(),
      to: subjects,
      clusters: clusters.default({}),
    },
    'should be a rule: allow or deny, to, clusters',
  )
  .refine(({ allow, deny }) => (allow === undefined) !== (deny === undefined), {
    error: 'needs either allow or deny',
  })
  .refine(
    ({ allow, to }) => !allow?.includes('approve') || (!to.everyone && to.channels.length === 0),
    {
      error:
        'approve can be given to users and groups alone: whoever joins a channel would be an approver',
      path: ['to'],
    },
  )
  .refine(
    ({ allow, to }) =>
      !allow?.includes('break-glass') || (!to.everyone && to.channels.length === 0),
    {
      error: 'break-glass can be given to users and groups alone: anybody can join a channel',
      path: ['to'],
    },
  );

/** A length of time such as 4h, in minutes. */
export const approvalMinutes = z
  .string('should be a length of time with its unit, such as 4h')
  .transform((text, context) => {
    const length = /^\s*[\d.]+\s*[a-z]+\s*$/i.test(text) ? ms(text as StringValue) : undefined;
    if (length === undefined || Number.isNaN(length)) {
      context.addIssue(`"${text}" is not a length of time; write 30m, 4h or 2d`);
      return z.NEVER;
    }
    if (length < ms('5m') || length > ms('30d')) {
      context.addIssue(`"${text}" is not between 5m and 30d`);
      return z.NEVER;
    }
    return Math.round(length / 60_000);
  });

const pattern = z.string('should be a regular expression').refine(
  (text) => {
    try {
      return Boolean(new RegExp(text));
    } catch {
      return false;
    }
  },
  { error: ({ input }) => `"${input}" is not a regular expression` },
);

export const needed = z
  .int('should be a whole number of people')
  .min(1, 'has to be 1 or more: a change is never approved by nobody')
  .max(10, 'has to be 10 or less');

const approval = z.strictObject(
  {
    risk: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(
          z.enum(risks, { error: ({ input }) => `"${input}" is not one of ${risks.join(', ')}` }),
          `should be a list of ${risks.join(', ')}`,
        ),
      )
      .optional(),
    clusters: clusters.default({}),
    need: needed.default(1),
    approvers: z
      .strictObject(people, 'should name users or groups')
      .refine(({ users, groups }) => users.length + groups.length > 0, 'names nobody')
      .optional(),
    expires: approvalMinutes.default(240),
    reason: z.enum(['required', 'optional'], 'should be required or optional').default('optional'),
    ticket: pattern.optional(),
  },
  'should be a policy: risk, clusters, need, approvers, expires, reason, ticket',
);

const channel = z.strictObject(
  { clusters: clusters.default({}), approvals: channelId, alerts: channelId.optional() },
  'should name clusters, a channel for approvals and perhaps one for alerts',
);

export const rightsSchema = z
  .strictObject(
    {
      teams: z
        .array(teamId, 'should list the ids of your Slack teams, such as [T0DRAWBRG]')
        .min(1, 'is empty: nobody could do anything'),
      rules: z.array(rule, 'should be a list of rules'),
      approvals: z.array(approval, 'should be a list of policies').default([]),
      channels: z.array(channel, 'should be a list').default([]),
    },
    'should have teams and rules, and may have approvals and channels',
  )
  .superRefine(({ rules, approvals }, context) => {
    const mayApprove = rules.filter(({ allow }) => allow?.includes('approve')).map(({ to }) => to);
    approvals.forEach(({ approvers }, index) => {
      for (const kind of ['users', 'groups'] as const) {
        approvers?.[kind].forEach((who, place) => {
          if (mayApprove.some((to) => to[kind].includes(who))) return;
          context.addIssue({
            code: 'custom',
            path: ['approvals', index, 'approvers', kind, place],
            message: `"${who}" is allowed to approve by no rule; add a rule with allow: [approve]`,
          });
        });
      }
    });
  });

/** The file of rights, checked, with every default filled in. */
export type Rights = z.infer<typeof rightsSchema>;
export type Rule = Rights['rules'][number];
export type Subjects = Rule['to'];
export type ClusterSelector = Rule['clusters'];
