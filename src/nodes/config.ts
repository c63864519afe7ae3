/** From when on something about nodes is long, and where else to ask. */
import { z } from 'zod';
import { loadSection } from '../config/section.ts';
import { prometheusSchema } from './prometheus-config.ts';

const count = (usual: number, most: number) =>
  z.number('should be a whole number').int().min(1).max(most).default(usual);

/**
 * Section `nodes` of the configuration file:
 *
 *     nodes:
 *       workspaces:
 *         - /subscriptions/…/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-platform
 *       prometheus:
 *         url: https://fleet-ab12.westeurope.prometheus.monitor.azure.com
 *         clusters:
 *           - cluster: aks-prod-weu
 *             name: prod-weu
 *       notReadyMinutes: 15
 *       cordonedHours: 24
 *       lockHours: 4
 *       restarters: [kured]
 */
const nodesSchema = z
  .strictObject(
    {
      /** Log Analytics workspaces to ask besides the one that a cluster's Container Insights names. */
      workspaces: z
        .array(
          z.string('should be the ARM id of a workspace').startsWith('/', 'should be an ARM id'),
        )
        .max(20)
        .default([]),
      prometheus: prometheusSchema.optional(),
      /** A node that is not Ready for so long is told of. */
      notReadyMinutes: count(15, 10_000),
      /** A node that is cordoned for so long is told of. */
      cordonedHours: count(24, 10_000),
      /** A lock of kured that is held for so long is told of. */
      lockHours: count(4, 10_000),
      /** Names of DaemonSets, or of their images, that reboot nodes. */
      restarters: z.array(z.string('should be a name').min(1)).min(1).default(['kured']),
    },
    'should hold workspaces, prometheus, notReadyMinutes, cordonedHours, lockHours, restarters',
  )
  .prefault({});

export type NodesConfig = z.output<typeof nodesSchema>;

export const defaultNodesConfig: NodesConfig = nodesSchema.parse({});

/** @throws ConfigError with line and column */
export function loadNodesConfig(yamlText: string, { file }: { file?: string } = {}): NodesConfig {
  return loadSection(yamlText, {
    name: 'nodes',
    schema: nodesSchema,
    keys: [
      'workspaces',
      'prometheus',
      'notReadyMinutes',
      'cordonedHours',
      'lockHours',
      'restarters',
    ],
    file,
  });
}
