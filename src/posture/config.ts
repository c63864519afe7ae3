/** The numbers and lists that the checks use, each with its default, so that a site can have its own. */
import { z } from 'zod';
import { loadSection } from '../config/section.ts';
import { accessSettings } from './config-access.ts';
import { imageSettings } from './config-images.ts';
import { networkSettings } from './config-network.ts';
import { podSettings } from './config-pods.ts';

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

const date = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/, 'must be YYYY-MM or YYYY-MM-DD');
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');
const armIdPrefixes = z.array(
  z.string().startsWith('/', 'must be an ARM id, from its first slash'),
);

/** Namespaces that Azure’s own policies leave out: https://learn.microsoft.com/azure/aks/use-azure-policy */
const systemNamespaces = [
  'kube-system',
  'gatekeeper-system',
  'azure-arc',
  'azure-extensions-usage-system',
  'aks-command',
  'aks-istio-system',
  'aks-istio-ingress',
  'aks-istio-egress',
  'app-routing-system',
  'calico-system',
  'dapr-system',
  'dataprotection-microsoft',
  'flux-system',
  'kube-node-lease',
  'kube-public',
  'tigera-operator',
];

/** Regions without availability zones: https://learn.microsoft.com/azure/reliability/regions-list */
const regionsWithoutZones = [
  'australiacentral',
  'australiacentral2',
  'australiasoutheast',
  'brazilsoutheast',
  'canadaeast',
  'francesouth',
  'germanynorth',
  'jioindiacentral',
  'jioindiawest',
  'koreasouth',
  'northcentralus',
  'norwaywest',
  'southafricawest',
  'southindia',
  'swedensouth',
  'switzerlandwest',
  'uaecentral',
  'ukwest',
  'westcentralus',
  'westindia',
  'westus',
];

const deployingTools = [
  'terraform',
  'opentofu',
  'terragrunt',
  'bicep',
  'arm',
  'pulumi',
  'crossplane',
  'ansible',
  'azd',
];

const profiles = ['reliability'] as const;

export const postureConfigSchema = z.strictObject({
  /** Checks beside security that are asked as well: `reliability` adds the group REL. */
  profiles: z.array(z.enum(profiles)).default([]),
  /** AKS-IAM-006: at most so many Entra groups are cluster administrators. */
  maxAdminGroups: z.int().min(1).default(3),
  /** AKS-IAM-019: ARM ids, or beginnings of them, of services that may be bound by Trusted Access. */
  trustedAccessSources: armIdPrefixes.default([]),
  /** AKS-IAM-007: nobody fetches the admin credential for so many days; Azure's log reaches back 89. */
  adminCredentialDays: z.int().min(1).max(89).default(30),
  /** AKS-IAM-018: at most so many principals administer the cluster at all times. */
  maxStandingAdmins: z.int().min(1).default(5),
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
  /** AKS-IMG-016: policies that registries must have on; Premium registries alone have most of them. */
  registryPolicies: z
    .array(z.enum(['retention', 'quarantine', 'softDelete', 'noExport']))
    .default([]),
  /** AKS-NODE-002: days after which a node image is old. Linux images come weekly, Windows ones monthly. */
  maxNodeImageDays: z
    .strictObject({
      linux: z.int().min(1).default(30),
      windows: z.int().min(1).default(60),
    })
    .prefault({}),
  /** AKS-NODE-007: whether disks must be encrypted with a key of one's own. */
  demandCustomerKeys: z.boolean().default(true),
  /** AKS-NODE-008: whether nodes must run FIPS images. */
  demandFips: z.boolean().default(false),
  /** AKS-NODE-018: tag of the pools whose nodes must be confidential; its value is `true`. */
  confidentialTag: z.string().min(1).default('confidential'),
  /** AKS-GOV-006: tags of every cluster; case, `-` and `_` make no difference. */
  requiredTags: z.array(z.string().min(1)).default(['owner', 'env', 'data-class']),
  /**
   * Clusters that are deployed from code: the tag that says so (case, `-` and `_` make no difference),
   * and words that its value may hold. Reports give lines for the template there, and no button.
   */
  managedByCode: z
    .strictObject({
      tag: z.string().min(1).default('managed-by'),
      tools: z.array(z.string().min(1)).min(1).default(deployingTools),
    })
    .prefault({}),
  /** AKS-GOV-012: namespaces that policies may leave out. Checks of pods and namespaces leave them out too. */
  systemNamespaces: z.array(z.string().min(1)).default(systemNamespaces),
  /** AKS-REL-001: regions in which availability zones cannot be had. */
  regionsWithoutZones: z.array(z.string().min(1)).default(regionsWithoutZones),
  /** AKS-REL-010: a regular expression that the cluster's name fits. */
  clusterNamePattern: z.string().refine(isRegExp, 'must be a regular expression').optional(),
  /** AKS-DEF-003: extensions that the plan Defender for Containers must have on; `Gating` may be added. */
  defenderExtensions: z
    .array(z.string().min(1))
    .min(1)
    .default([
      'AgentlessDiscoveryForKubernetes',
      'ContainerRegistriesVulnerabilityAssessments',
      'ContainerSensor',
    ]),
  /** AKS-MESH-005: days for which two revisions of the mesh may be installed side by side. */
  maxMeshUpgradeDays: z.int().min(1).default(30),
  /** AKS-SEC-004: the key for etcd is at most so many days old, and valid for at least so many more. */
  etcdKey: z
    .strictObject({
      maxAgeDays: z.int().min(1).default(365),
      minDaysLeft: z.int().min(0).default(30),
    })
    .prefault({}),
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
  ...podSettings,
  ...accessSettings,
  ...imageSettings,
  ...networkSettings,
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

export type Profile = (typeof profiles)[number];

export type PostureConfig = z.output<typeof postureConfigSchema>;

export const defaultPostureConfig: PostureConfig = postureConfigSchema.parse({});

/**
 * Reads the section `posture` of the configuration file; what it leaves out keeps its default.
 * @throws ConfigError with line and column
 */
export function loadPostureConfig(
  yamlText: string,
  { file }: { file?: string } = {},
): PostureConfig {
  return loadSection(yamlText, {
    name: 'posture',
    schema: postureConfigSchema.prefault({}),
    keys: Object.keys(postureConfigSchema.shape),
    file,
  });
}
