import { z } from 'zod';

export const paramsSchema = z.strictObject({
  /** Names of pools; without it every pool that has not the newest image. */
  pools: z
    .array(
      z.string().regex(/^[a-z][a-z0-9]{0,11}$/, {
        error: ({ input }) =>
          `"${String(input).slice(0, 40)}" is no name of a node pool: small letters and digits, such as apps.`,
      }),
    )
    .min(1, 'Name a pool, or leave it out to mean every pool that is behind.')
    .max(100)
    .optional(),
});

export type Params = z.infer<typeof paramsSchema>;
