import { z } from 'zod';

const workspaceId =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.operationalinsights\/workspaces\/[^/]+$/i;

/** Azure's rule for names of diagnostic settings, less the characters that a path would have to escape. */
const settingName = z
  .string()
  .trim()
  .regex(/^[\w][\w.()-]{0,126}[\w)-]?$/, {
    error: ({ input }) =>
      `"${String(input).slice(0, 100)}" is no name for a setting: up to 128 letters, digits, dots, dashes and underscores, such as drawbridge-audit.`,
  });

const category = z.enum(['kube-audit', 'kube-audit-admin', 'guard']);

/** A category of a cluster's logs that tells who did what. */
export type Category = z.infer<typeof category>;

export const paramsSchema = z.discriminatedUnion('operation', [
  z.strictObject({
    operation: z.literal('ship'),
    /** Resource id of the Log Analytics workspace. */
    workspace: z
      .string()
      .trim()
      .regex(workspaceId, {
        error: ({ input }) =>
          `"${String(input).slice(0, 200)}" is no workspace. Give its resource id: /subscriptions/…/resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/NAME.`,
      }),
    /** `all`: kube-audit, with reads; `writes`: kube-audit-admin, without. */
    scope: z.enum(['all', 'writes']),
    setting: settingName,
  }),
  /** Undoes a plan: takes out of the setting, as it is by then, what the plan had put in. */
  z.strictObject({
    operation: z.literal('take-back'),
    setting: settingName,
    workspace: z.string().regex(workspaceId),
    categories: z.array(category).min(1),
  }),
]);

export type Params = z.infer<typeof paramsSchema>;
export type Ship = Extract<Params, { operation: 'ship' }>;
export type TakeBack = Extract<Params, { operation: 'take-back' }>;
