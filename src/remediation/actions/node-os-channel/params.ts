import { z } from 'zod';

/** https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image */
export const channels = ['SecurityPatch', 'NodeImage', 'Unmanaged', 'None'] as const;

export const paramsSchema = z.strictObject({
  channel: z.enum(channels, {
    error: ({ input }) =>
      `"${String(input).slice(0, 40)}" is no channel for the system of nodes: it is ${channels.slice(0, -1).join(', ')} or ${channels.at(-1)}.`,
  }),
});

export type Params = z.infer<typeof paramsSchema>;
