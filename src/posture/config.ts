/** The numbers and lists that the checks use, each with its default, so that a site can have its own. */
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

const date = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/, 'must be YYYY-MM or YYYY-MM-DD');
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
const armIdPrefixes = z.array(
  z.string().startsWith('/', 'must be an ARM id, from its first slash'),
);

export const postureConfigSchema = z.strictObject({
  /** AKS-IAM-006: at most so many Entra groups are cluster administrators. */
  maxAdminGroups: z.int().min(1).default(3),
  /** AKS-IAM-019: ARM ids, or beginnings of them, of services that may be bound by Trusted Access. */
  trustedAccessSources: armIdPrefixes.default([]),
  /** AKS-API-003: the widest authorized range, as a prefix length; 16 allows /16 and narrower. */
  widestPrefix: z.int().min(0).max(32).default(16),
  /** AKS-API-007: subscriptions whose private endpoints may be connected, besides the cluster's own. */
  privateEndpointSubscriptions: z.array(z.guid()).default([]),
  /** AKS-API-008: whether policy demands `publicNetworkAccess: Disabled`. */
  demandPublicNetworkAccessDisabled: z.boolean().default(false),
  /** AKS-LOG-003: categories that have to be shipped; `AllMetrics` stands for the metrics. */
  platformLogs: z
    .array(z.string().min(1))
    .min(1)
    .default([
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'cluster-autoscaler',
      'AllMetrics',
    ]),
  /** AKS-LOG-006: days for which audit logs have to be kept. */
  minRetentionDays: z.int().min(1).default(90),
  /** AKS-UPG-004: upgrade channels that are good enough. */
  upgradeChannels: z
    .array(z.enum(['patch', 'stable', 'rapid', 'node-image']))
    .min(1)
    .default(['patch', 'stable', 'rapid', 'node-image']),
  /** AKS-UPG-003: minors by which a node pool may be behind its control plane; 0 asks for the same version. */
  maxPoolSkew: z.int().min(0).max(3).default(0),
  /** AKS-UPG-005: warn so many days before support ends. */
  daysBeforeEndOfSupport: z.int().min(0).default(60),
  /** AKS-UPG-007: hours (UTC) in which maintenance is approved; without them any hour is. */
  maintenanceHours: z.strictObject({ from: hour, to: hour }).optional(),
  /** AKS-UPG-007: a ban on maintenance that goes on for longer than so many days is a permanent one. */
  maxBlockedDays: z.int().min(1).default(90),
  /** Corrections to the shipped calendar of Kubernetes versions, minor by minor. */
  kubernetesLifecycle: z
    .array(
      z.strictObject({
        minor: z.string().regex(/^\d+\.\d+$/, 'must be a minor such as 1.34'),
        generalAvailability: date,
        endOfLife: date,
        ltsEndOfLife: date.optional(),
        platformSupportUntil: z.string().optional(),
      }),
    )
    .default([]),
});

export type PostureConfig = z.output<typeof postureConfigSchema>;

export const defaultPostureConfig: PostureConfig = postureConfigSchema.parse({});

/** What is wrong with the configuration, by the name of each entry. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the section `posture` of the configuration file; what it leaves out keeps its default.
 * @throws ConfigError
 */
export function loadPostureConfig(yamlText: string): PostureConfig {
  let file: unknown;
  try {
    file = parse(yamlText);
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new ConfigError(`The configuration file is no valid YAML: ${error.message}`);
    throw error;
  }
  const parsed = z.object({ posture: postureConfigSchema.prefault({}) }).safeParse(file ?? {});
  if (parsed.success) return parsed.data.posture;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`,
  );
  throw new ConfigError(['The configuration file does not fit:', ...problems].join('\n'));
}
