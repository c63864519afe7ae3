/** Settings of the checks of rights and admission in the cluster. */
import { z } from 'zod';

export const accessSettings = {
  /**
   * Who may hold strong rights in the cluster, check by check (AKS-RBAC-001 to 019): `Group <object id>`,
   * `User ana@example.com` or `ServiceAccount external-secrets/*`, where `*` stands for anything.
   */
  allowedSubjects: z
    .array(
      z.strictObject({
        subject: z
          .string()
          .regex(
            /^(User|Group|ServiceAccount) \S/,
            'must begin with User, Group or ServiceAccount',
          ),
        checks: z
          .array(z.string().regex(/^AKS-RBAC-\d{3}$/, 'must be a check such as AKS-RBAC-006'))
          .min(1),
      }),
    )
    .default([]),
  /** AKS-GOV-009: hosts outside the cluster that admission webhooks may call; `*` stands for anything. */
  webhookHosts: z.array(z.string().min(1)).default([]),
  /** AKS-GOV-004: constraints of Gatekeeper that may only watch, by name; `*` stands for anything. */
  watchingConstraints: z.array(z.string().min(1)).default([]),
};
