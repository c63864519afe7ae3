/** What a file of waivers may hold. */
import { z } from 'zod';
import { canonicalJson } from '../../trail/canonical-json.ts';

export interface FileRules {
  checks: readonly string[];
  maxDays: number;
  now: Date;
  nearest(word: string): string | undefined;
}

const dayMs = 86_400_000;
const words = (what: string, longest: number) =>
  z
    .string(`should be ${what}`)
    .trim()
    .min(1, 'is empty')
    .max(longest, `is longer than ${longest} characters`);

const tagValue = z
  .union([z.string(), z.number(), z.boolean()], 'should be a value, such as dev')
  .transform(String);

/** Names with `*`, ARM ids, or `{ ids, names, tags }`, where all have to fit. */
const clusters = z.preprocess(
  (value) => {
    if (value === 'all') return { names: ['*'] };
    const list = typeof value === 'string' ? [value] : value;
    if (!Array.isArray(list)) return value;
    const ids = list.filter(isId);
    const names = list.filter((each) => !isId(each));
    // Mixed, they would have to fit both: then neither is taken apart, and the id is no name that fits.
    return ids.length > 0 && names.length === 0 ? { ids } : { names: list };
  },
  z
    .strictObject(
      {
        ids: z
          .array(
            z.string('should be an ARM id').startsWith('/subscriptions/', 'should be an ARM id'),
            'should be a list of ARM ids',
          )
          .min(1, 'is empty')
          .transform((ids) => ids.map((id) => id.toLowerCase()))
          .optional(),
        names: z
          .array(
            words('a name, such as aks-dev-*', 200).refine((name) => !isId(name), {
              error: 'stands among names, and is an ARM id; give each kind a waiver of its own',
            }),
            'should be a list of names, such as [aks-dev-*]',
          )
          .min(1, 'is empty')
          .optional(),
        tags: z
          .record(
            z.string(),
            z.preprocess(
              (value) => (Array.isArray(value) ? value : [value]),
              z.array(tagValue).min(1, 'is empty'),
            ),
            'should be tags with their values, such as { env: dev }',
          )
          .optional(),
      },
      'should be a name, a list of names such as [aks-dev-*], or { ids: …, names: …, tags: … }',
    )
    .refine(
      ({ ids, names, tags = {} }) => Boolean(ids || names) || Object.keys(tags).length > 0,
      'name no cluster; write all if you mean all',
    ),
);

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/');
}

/** A day, at whose end (UTC) the waiver lapses, or an exact time. */
const end = z.string('should be a day such as 2027-01-31').transform((text, context) => {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const start = isDay ? new Date(`${text}T00:00:00Z`) : new Date(text);
  // 31 February becomes a day in March.
  const isReal = !Number.isNaN(start.getTime()) && (!isDay || start.toISOString().startsWith(text));
  if ((isDay || isTime) && isReal)
    return new Date(start.getTime() + (isDay ? dayMs : 0)).toISOString();
  context.addIssue(`"${text}" is not a day such as 2027-01-31`);
  return z.NEVER;
});

const people = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z
    .array(words('a person or a team', 200), 'should name who reviewed it, such as wei.chen')
    .min(1, 'is empty: a waiver needs a second person'),
);

export function waiverFileSchema({ checks, maxDays, now, nearest }: FileRules) {
  const latest = new Date(now.getTime() + maxDays * dayMs);
  const waiver = z
    .strictObject(
      {
        check: z
          .string('should be the id of a check, such as AKS-API-001')
          .transform((id) => id.trim().toUpperCase())
          .refine((id) => checks.includes(id), {
            error: ({ input }) => {
              const near = nearest(String(input));
              return `"${input}" is not the id of a check${near ? `; did you mean ${near}?` : '; `drawbridge checks` lists them'}`;
            },
          }),
        clusters,
        object: words('the name of an object in the evidence, such as a node pool', 200).optional(),
        reason: words('why the finding is borne', 1000),
        owner: words('who answers for it, such as a team', 200),
        approvedBy: people,
        until: end.refine((until) => Date.parse(until) <= latest.getTime() + dayMs, {
          error: `is too far ahead: a waiver holds for ${maxDays} days at most, so until ${latest.toISOString().slice(0, 10)} (section waivers of CONFIG_FILE says how long)`,
        }),
      },
      'should be a waiver: check, clusters, reason, owner, approvedBy, until',
    )
    .refine(({ owner, approvedBy }) => approvedBy.some((name) => !isSame(name, owner)), {
      error: 'names nobody but the owner; a second person has to approve',
      path: ['approvedBy'],
    })
    .transform(({ clusters: scope, ...rest }) => ({ ...rest, scope }));

  return z
    .strictObject(
      { waivers: z.array(waiver, 'should be a list of waivers') },
      'should have waivers',
    )
    .superRefine(({ waivers }, context) => {
      const seen = new Map<string, number>();
      waivers.forEach(({ check, scope, object }, index) => {
        const key = canonicalJson([check, scope, object?.toLowerCase() ?? null]);
        const first = seen.get(key);
        if (first === undefined) seen.set(key, index);
        else
          context.addIssue({
            code: 'custom',
            path: ['waivers', index],
            message: `says again what waivers[${first + 1}] says; keep one of them`,
          });
      });
    });
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
