import { z } from 'zod';

export const paramsSchema = z.strictObject({
  /** A full version, or a minor, which means its newest patch in the region. */
  to: z
    .string()
    .trim()
    .regex(/^1\.\d{1,3}(\.\d{1,3})?$/, {
      error: ({ input }) =>
        `"${String(input).slice(0, 60)}" is no version of Kubernetes. Say it like 1.36.5, or 1.36 for its newest patch.`,
    }),
  /** Begins outside the allowed windows, for this reason. */
  outsideWindow: z
    .string()
    .trim()
    .min(3, 'Say in a few words why it cannot wait for the window.')
    .max(300, 'Say in 300 characters at most why it cannot wait for the window.')
    .optional(),
});

export type Params = z.infer<typeof paramsSchema>;
