import { z } from 'zod';

/** More would be more than a card shows and an approver reads. */
const mostNamespaces = 10;

export const paramsSchema = z.strictObject({
  /** `remove` takes back policies that Drawbridge has written. */
  operation: z.enum(['close', 'remove']),
  namespaces: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'Give names of namespaces, such as shop.'),
    )
    .min(1, 'Give at least one namespace.')
    .max(mostNamespaces, `Give ${mostNamespaces} namespaces at most.`),
});

export type Params = z.infer<typeof paramsSchema>;
