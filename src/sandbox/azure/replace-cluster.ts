/**
 * A cluster as it is after a PUT. The write replaces the cluster: a property that is absent is removed or
 * goes back to its default, and the pools that it carries are made real. People have lost settings and
 * nodes to an innocent update that was made from an old copy.
 */
import { upgradesOf } from '../fleet/versions.ts';
import type { Json } from '../fleet/wire.ts';
import { checkedRanges } from './authorized-ranges.ts';
import { ArmError, invalidParameter, refused } from './errors.ts';
import { at, put, same } from './paths.ts';
import { offers, replacedPool } from './replace-pool.ts';

/** Said by the service alone: what a caller sends for them is ignored. */
const readOnly = [
  'id',
  'name',
  'type',
  'eTag',
  'kind',
  'systemData',
  'identity.principalId',
  'identity.tenantId',
  'properties.provisioningState',
  'properties.powerState',
  'properties.status',
  'properties.currentKubernetesVersion',
  'properties.maxAgentPools',
  'properties.fqdn',
  'properties.privateFQDN',
  'properties.azurePortalFQDN',
  'properties.resourceUID',
  'properties.oidcIssuerProfile.issuerURL',
  'properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs',
  'properties.networkProfile.natGatewayProfile.effectiveOutboundIPs',
];

/** Chosen at creation: kept where absent, refused where different. */
const onlyAtCreation = [
  'properties.dnsPrefix',
  'properties.nodeResourceGroup',
  'properties.enableRBAC',
  'properties.linuxProfile',
  'properties.apiServerAccessProfile.enablePrivateCluster',
  'properties.networkProfile.loadBalancerSku',
  'properties.networkProfile.serviceCidr',
  'properties.networkProfile.serviceCidrs',
  'properties.networkProfile.dnsServiceIP',
  'properties.networkProfile.ipFamilies',
];

/** Cannot be turned off by leaving them out. */
const keptWhenAbsent = [
  'identity',
  'properties.kubernetesVersion',
  'properties.servicePrincipalProfile',
  'properties.identityProfile',
  'properties.aadProfile',
  'properties.oidcIssuerProfile',
  'properties.networkProfile.networkPlugin',
  'properties.networkProfile.networkPluginMode',
  'properties.networkProfile.outboundType',
  'properties.networkProfile.podCidr',
  'properties.networkProfile.podCidrs',
  'properties.networkProfile.loadBalancerProfile',
  'properties.networkProfile.natGatewayProfile',
];

const defaults: [string, unknown][] = [
  ['sku', { name: 'Base', tier: 'Free' }],
  ['properties.supportPlan', 'KubernetesOfficial'],
  ['properties.disableLocalAccounts', false],
  ['properties.autoUpgradeProfile', { nodeOSUpgradeChannel: 'NodeImage' }],
];

/**
 * The cluster's next document, pools included, etags and states still the old ones.
 * @param current with the counts that are really there
 * @throws ArmError 400, 409
 */
export function replacedCluster({
  current,
  body,
  now,
}: {
  current: Json;
  body: Json;
  now: Date;
}): Json {
  checkEnvelope(current, body);
  const next = structuredClone(body);
  next.properties ??= {};
  for (const path of keptWhenAbsent) if (at(next, path) == null) put(next, path, at(current, path));
  for (const path of readOnly) put(next, path, at(current, path));
  for (const path of onlyAtCreation) keepOrRefuse(current, next, path);
  for (const [path, value] of defaults) if (at(next, path) == null) put(next, path, value);
  if (
    at(current, 'properties.oidcIssuerProfile.enabled') &&
    !next.properties.oidcIssuerProfile.enabled
  )
    throw refused(
      400,
      'OIDCIssuerFeatureCannotBeDisabled',
      'The OIDC issuer feature cannot be disabled after it has been enabled.',
      'properties.oidcIssuerProfile.enabled',
    );
  checkVersion(current, next.properties.kubernetesVersion);
  next.properties.agentPoolProfiles = pools(current, next.properties.agentPoolProfiles, now);
  const ranges = checkedRanges(next.properties);
  if (ranges) next.properties.apiServerAccessProfile.authorizedIPRanges = ranges;
  return next;
}

function checkEnvelope(current: Json, body: Json): void {
  if (typeof body?.location !== 'string')
    throw new ArmError(
      400,
      'LocationRequired',
      'The location property is required for this definition.',
    );
  if (body.location.replaceAll(' ', '').toLowerCase() !== current.location)
    throw new ArmError(
      409,
      'InvalidResourceLocation',
      `The resource '${current.name}' already exists in location '${current.location}'. A resource with the same name cannot be created in location '${body.location}'. Please select a new resource name.`,
    );
}

function keepOrRefuse(current: Json, next: Json, path: string): void {
  const wished = at(next, path);
  const before = at(current, path);
  if (wished !== undefined && wished !== null && !same(wished, before)) {
    // Where nothing was said at creation, saying the default is no change.
    if (before === undefined && wished === false) return;
    const property = path.replace('properties.', '');
    throw refused(
      400,
      'PropertyChangeNotAllowed',
      `Changing property '${property}' is not allowed.`,
      property,
    );
  }
  put(next, path, before);
}

function checkVersion(current: Json, wished: string): void {
  const { kubernetesVersion, currentKubernetesVersion, supportPlan } = current.properties;
  if ([kubernetesVersion, currentKubernetesVersion].includes(wished)) return;
  if (offers(wished)) {
    refuseSkip(currentKubernetesVersion, wished, supportPlan === 'AKSLongTermSupport');
    return;
  }
  throw refused(
    400,
    'K8sVersionNotSupported',
    `Managed cluster ${current.name} is on version ${currentKubernetesVersion}; version ${wished} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
  );
}

/** A control plane goes one minor at a time, and never back. */
function refuseSkip(from: string, wished: string, hasLts: boolean): void {
  const available = upgradesOf(from, { hasLts }).map(({ kubernetesVersion }) => kubernetesVersion);
  if (available.some((each) => each === wished || each.startsWith(`${wished}.`))) return;
  throw refused(
    400,
    'OperationNotAllowed',
    `Upgrading Kubernetes version ${from} to ${wished} is not allowed. Available upgrades: [${available.join(', ')}]. Please see https://aka.ms/aks-supported-k8s-ver for version details.`,
    'properties.kubernetesVersion',
  );
}

const poolOperations =
  'For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api';

function pools(current: Json, wanted: Json, now: Date): Json[] {
  const target = 'agentPoolProfiles';
  if (!Array.isArray(wanted) || wanted.length === 0)
    throw invalidParameter('Required parameter agentPoolProfiles is missing (null).', target);
  const existing: Json[] = current.properties.agentPoolProfiles;
  const names = new Set(existing.map(({ name }) => name));
  if (wanted.some((pool) => !names.has(pool?.name)))
    throw refused(
      400,
      'BadRequest',
      `A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. ${poolOperations}`,
      target,
    );
  return existing.map((pool) => {
    const wish = wanted.find(({ name }) => name === pool.name);
    if (wish) return replacedPool({ current: pool, wanted: wish, now });
    throw refused(
      400,
      'BadRequest',
      `Agent pool '${pool.name}' is missing. Deleting agent pools of an existing cluster is not allowed through managed cluster operations. ${poolOperations}`,
      target,
    );
  });
}
